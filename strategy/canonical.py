"""The canonical form of a frozen version, which its hash is made from; docs/canonical-form.md tells the public."""

import hashlib
import json

from strategy.models import Version


def content(version):
    """Everything that is frozen, as plain data."""
    return _content(version, version.sections.all())


def working_content(snapshot):
    """The working copy as it would be frozen this moment, but for a label; it has the number 0."""
    document = snapshot.document
    facts = {name: getattr(document, name) for name in ("title", "subtitle", "lead")}
    version = Version(document=document, number=0, principles=snapshot.frozen_principles(), **facts)
    return _content(version, snapshot.frozen_sections(version))


def _content(version, sections):
    return {
        "document": version.document.slug,
        "number": version.number,
        "label": version.label,
        "title": version.title,
        "subtitle": version.subtitle,
        "lead": version.lead,
        "principles": version.principles,
        "sections": [_section(section) for section in sections],
    }


def digest_of_working(snapshot):
    """SHA-256 of what a freeze would keep this moment, whatever number and name it got: text, weighing and coverage."""
    return _digest_of_meant(working_content(snapshot), snapshot.frozen_coverage())


def digest_of_meant(version):
    """The same of a frozen version: what was asked for is what was frozen."""
    return _digest_of_meant(content(version), version.coverage)


def _digest_of_meant(found, coverage):
    meant = {"content": {**found, "number": 0, "label": ""}, "coverage": coverage}
    return hashlib.sha256(spell(meant)).hexdigest()


def canonical(version):
    """The one spelling of it: sorted keys, no spaces, UTF-8."""
    return spell(content(version))


def digest(version):
    """SHA-256 of the canonical form, as hexadecimal digits."""
    return hashlib.sha256(canonical(version)).hexdigest()


def spell(data):
    """Plain data as canonical JSON."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _section(section):
    return {
        "key": str(section.key),
        "number": section.number,
        "depth": section.depth,
        "kind": section.kind,
        "heading": section.heading,
        "blocks": section.body,
        "assessments": section.assessments,
        "builds_on": section.builds_on,
        "evidence": section.evidence,
    }
