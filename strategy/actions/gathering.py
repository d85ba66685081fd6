"""The register of evidence: what the strategy stands on, and which sections stand on what."""

from django.db import transaction
from django.utils.text import slugify

from rus_portal import clock
from strategy.actions.errors import EvidenceChangedError
from strategy.models import Evidence, EvidenceRevision

FACTS = (
    "title", "kind", "period", "period_label", "sort_start", "sort_end", "participants", "audience", "categories",
    "summary", "unknown", "source",
)  # fmt: skip
LONGEST_SLUG = 50


@transaction.atomic
def add_evidence(document, *, sections, by, slug="", **facts):
    """Add what the strategy stands on, and the sections that stand on it. Its address is made from its title."""
    evidence = Evidence(document=document, slug=slug or free_slug(document.evidence, facts["title"]), **facts)
    return _keep(evidence, sections, by)


@transaction.atomic
def save_evidence(evidence, *, sections, expected_revision, by, **facts):
    """Keep what is known now; EvidenceChangedError when somebody else saved since this person began."""
    evidence = _held(evidence)
    if evidence.revision != expected_revision:
        raise EvidenceChangedError(evidence)
    for name, value in facts.items():
        setattr(evidence, name, value)
    return _keep(evidence, sections, by)


@transaction.atomic
def link_evidence(evidence, sections, *, by):
    """Say which sections stand on this evidence."""
    return _keep(_held(evidence), sections, by)


@transaction.atomic
def stand_on(section, *, chosen, shown, by):
    """Say which evidence a section stands on. `shown` is what was chosen when the person began.

    Only what that person changed is changed: what somebody else linked meanwhile stays. Returns how many links.
    """
    changed = {one.pk for one in chosen} ^ {one.pk for one in shown}
    found = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=changed, document=section.document_id)
    wanted = {one.pk for one in chosen}
    for evidence in found.order_by("pk"):
        linked = {one.pk: one for one in evidence.sections.all()}
        linked.pop(section.pk, None)
        _keep(evidence, [*linked.values(), *([section] if evidence.pk in wanted else [])], by)
    return len(found)


@transaction.atomic
def remove_evidence(evidence, *, by):
    """Take it away. Its links are kept, and what a published version stands on is still shown there."""
    return _set_aside(evidence, clock.now(), by)


@transaction.atomic
def bring_back_evidence(evidence, *, by):
    """Undo a removal."""
    return _set_aside(evidence, None, by)


def free_slug(others, words):
    """An address made of words that no other row here has."""
    stem = slugify(words)[: LONGEST_SLUG - 4].strip("-") or "post"
    taken = set(others.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _held(evidence):
    return Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)


def _set_aside(evidence, moment, by):
    evidence = _held(evidence)
    if bool(evidence.removed_at) == bool(moment):
        return evidence
    evidence.removed_at = moment
    return _keep(evidence, evidence.sections.all(), by)


def _keep(evidence, sections, by):
    """Save it as a new state."""
    if evidence.period or not evidence.period_label:
        # What the period says itself need not be said again: the two days only sort.
        evidence.sort_start, evidence.sort_end = evidence.when.first_day, evidence.when.last_day
    evidence.revision = evidence.revision + 1 if evidence.pk else 1
    evidence.saved_by, evidence.saved_at = by, clock.now()
    evidence.save()
    evidence.sections.set(sections)
    facts = {name: getattr(evidence, name) for name in FACTS} | {
        "sections": sorted(str(section.key) for section in sections),
        "is_removed": bool(evidence.removed_at),
    }
    for name in ("sort_start", "sort_end"):
        facts[name] = str(facts[name]) if facts[name] else None
    EvidenceRevision.objects.create(
        evidence=evidence, number=evidence.revision, facts=facts, saved_by=by, saved_at=evidence.saved_at
    )
    return evidence
