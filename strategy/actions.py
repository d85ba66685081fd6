"""What people do with a document: write, arrange, weigh, gather evidence, freeze."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from rus_portal import clock
from rus_portal.exports import actions as exports
from strategy import blocks, canonical, numbering, rendering
from strategy.exports import LANGUAGE, VERSION_KIND
from strategy.models import (
    Document,
    Evidence,
    GuidingPrinciple,
    PrincipleAssessment,
    Section,
    SectionRevision,
    Version,
    VersionSection,
)
from strategy.snapshot import Snapshot

# Beyond any real place: orders stand here for a moment while siblings change places under their unique constraint.
ASIDE = 1_000_000
# A position after all siblings.
LAST = ASIDE


class SectionChangedError(Exception):
    """Somebody saved the section in between; `section` is as it stands now."""

    def __init__(self, section):
        super().__init__(section)
        self.section = section


class PlaceNotAllowedError(Exception):
    """A section cannot stand there: below itself, under something taken away, or too deep."""


class NotReadyError(Exception):
    """The text cannot be frozen yet; `problems` says why, by name."""

    def __init__(self, problems):
        super().__init__(*problems)
        self.problems = problems


@transaction.atomic
def create_document(*, by, **fields):
    """Begin a strategy or a programme."""
    return Document.objects.create(**fields)


@transaction.atomic
def add_section(document, *, parent, heading, kind, body, by, key=None):
    """Put a new section last under its parent."""
    _lock(document)
    _check_depth(parent, height=1)
    section = Section.objects.create(
        document=document,
        parent=parent,
        order=_next_order(document, parent),
        heading=heading,
        kind=kind,
        body=blocks.clean(body, taken=_ids_elsewhere(document)),
        revision=1,
        **({"key": key} if key else {}),
    )
    _note_revision(section, by)
    return section


@transaction.atomic
def save_section(section, *, heading, kind, body, expected_revision, by):
    """Keep what someone wrote, unless somebody else saved since that someone began."""
    body = blocks.clean(body, taken=_ids_elsewhere(section.document, section))
    unchanged = Section.objects.filter(pk=section.pk, revision=expected_revision)
    facts = {"heading": heading, "kind": kind, "body": body}
    # Compare and swap: of two people saving at once, only one gets through.
    if not unchanged.update(revision=F("revision") + 1, **facts):
        raise SectionChangedError(Section.objects.get(pk=section.pk))
    section.refresh_from_db()
    _note_revision(section, by)
    return section


@transaction.atomic
def move_section(section, *, parent, position, by):
    """Let the section stand at this position (0 is first) under this parent, with everything below it."""
    document = _lock(section.document)
    section.refresh_from_db()
    if parent and parent.document_id != document.pk:
        raise PlaceNotAllowedError(parent.heading)
    _check_not_below(section, parent)
    _check_depth(parent, height=_height(section))
    siblings = [one for one in _children(document, parent) if one.pk != section.pk]
    siblings.insert(max(0, min(position, len(siblings))), section)
    # In two steps, as no two may ever have the same place.
    Section.objects.filter(pk__in=[one.pk for one in siblings]).update(order=F("order") + ASIDE)
    Section.objects.filter(pk=section.pk).update(parent=parent, order=2 * ASIDE)
    for order, sibling in enumerate(siblings):
        Section.objects.filter(pk=sibling.pk).update(order=order)
    section.refresh_from_db()
    return section


@transaction.atomic
def remove_section(section, *, by):
    """Take the section away with everything below it. Nothing is deleted."""
    _lock(section.document)
    section.refresh_from_db()
    gone = [section, *_descendants(section)]
    Section.objects.present().filter(pk__in=[one.pk for one in gone]).update(removed_at=clock.now())
    section.refresh_from_db()
    return section


@transaction.atomic
def bring_back_section(section, *, by):
    """Undo remove_section: the section stands last under its parent again, with what went away with it."""
    document = _lock(section.document)
    section.refresh_from_db()
    if section.removed_at is None:
        return section
    if section.parent and section.parent.removed_at:
        raise PlaceNotAllowedError(section.parent.heading)
    together = [one.pk for one in _descendants(section) if one.removed_at == section.removed_at]
    order = _next_order(document, section.parent)
    Section.objects.filter(pk=section.pk).update(order=order, removed_at=None)
    Section.objects.filter(pk__in=together).update(removed_at=None)
    section.refresh_from_db()
    return section


@transaction.atomic
def build_on(section, priorities, *, by):
    """Say which priorities of the parent document the section builds on."""
    section.builds_on.set(priorities)


@transaction.atomic
def add_principle(document, *, number, slug, name, summary, text, glyph):
    """Give the document a guiding principle."""
    return GuidingPrinciple.objects.create(
        document=document,
        number=number,
        slug=slug,
        name=name,
        summary=summary,
        text=blocks.clean(text),
        glyph=glyph,
    )


@transaction.atomic
def assess(section, principle, *, is_relevant, text, by):
    """Weigh a goal or priority against a principle; when it is not relevant, the text is the reason."""
    if section.document_id != principle.document_id:
        raise PlaceNotAllowedError(principle.name)
    facts = {"is_relevant": is_relevant, "text": text.strip(), "saved_by": by, "saved_at": clock.now()}
    return PrincipleAssessment.objects.update_or_create(section=section, principle=principle, defaults=facts)[0]


@transaction.atomic
def add_evidence(document, *, sections, by, **fields):
    """Add what the strategy stands on, and the sections that stand on it."""
    evidence = Evidence(document=document, **fields)
    # What the period says itself need not be said again: the two days only sort.
    evidence.sort_start = evidence.sort_start or evidence.when.first_day
    evidence.sort_end = evidence.sort_end or evidence.when.last_day
    evidence.save()
    evidence.sections.set(sections)
    return evidence


@transaction.atomic
def link_evidence(evidence, sections, *, by):
    """Say which sections stand on this evidence."""
    evidence.sections.set(sections)


@transaction.atomic
def freeze(document, *, label, by, reason=""):
    """Make a version that can never change; NotReadyError says what is missing."""
    document = _lock(document)
    snapshot = Snapshot.take(document)
    if snapshot.problems:
        raise NotReadyError(snapshot.problems)
    version = _frozen(snapshot, label, by, reason)
    _refuse_doubles(version)
    version.hash = canonical.digest(version)
    version.rendered = rendering.article(version)
    version.sealed = True
    version.save()
    exports.request(VERSION_KIND, version.pk, version.hash, by=by, language=LANGUAGE)
    return version


@transaction.atomic
def render_again(version):
    """Make the stored page anew from the frozen sections; the text itself does not change."""
    version.rendered = rendering.article(version)
    version.save(update_fields=["rendered"])
    return version


def _frozen(snapshot, label, by, reason):
    document = snapshot.document
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        document=document,
        number=last + 1,
        label=label,
        title=document.title,
        subtitle=document.subtitle,
        lead=document.lead,
        principles=snapshot.frozen_principles(),
        frozen_by=by,
        reason=reason,
    )
    VersionSection.objects.bulk_create(snapshot.frozen_sections(version))
    return version


def _refuse_doubles(version):
    """Two people who freeze the same text under the same name at once make one version, not two."""
    last = version.document.versions.sealed().filter(number=version.number - 1, label=version.label).first()
    if last and {**canonical.content(last), "number": 0} == {**canonical.content(version), "number": 0}:
        said = {"number": last.number, "label": last.label}
        raise NotReadyError([_("Nothing has changed since version %(number)d, “%(label)s”.") % said])


def _lock(document):
    """One at a time may rearrange or freeze a document."""
    return Document.objects.select_for_update(of=("self",)).select_related("parent").get(pk=document.pk)


def _note_revision(section, by):
    SectionRevision.objects.create(
        section=section,
        number=section.revision,
        heading=section.heading,
        kind=section.kind,
        body=section.body,
        saved_by=by,
    )


def _ids_elsewhere(document, section=None):
    """Block ids of the other sections: an id is an address, and stands once in a document."""
    others = Section.objects.filter(document=document).exclude(pk=section.pk if section else None)
    return {block["id"] for body in others.values_list("body", flat=True) for block in body}


def _children(document, parent):
    return list(Section.objects.present().filter(document=document, parent=parent))


def _next_order(document, parent):
    last = Section.objects.present().filter(document=document, parent=parent).aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _descendants(section):
    """Everything below, taken away or not."""
    children = {}
    for one in Section.objects.filter(document_id=section.document_id):
        children.setdefault(one.parent_id, []).append(one)
    below, waiting = [], [section.pk]
    while waiting:
        found = children.get(waiting.pop(), [])
        below += found
        waiting += [one.pk for one in found]
    return below


def _height(section):
    """How many levels the section and what stands below it take."""
    depths = {section.pk: 1}
    for one in _descendants(section):
        depths[one.pk] = depths[one.parent_id] + 1
    return max(depths.values())


def _check_depth(parent, *, height):
    depth = 0
    while parent is not None:
        if parent.removed_at:
            raise PlaceNotAllowedError(parent.heading)
        depth, parent = depth + 1, parent.parent
    if depth + height > numbering.DEEPEST:
        raise PlaceNotAllowedError


def _check_not_below(section, parent):
    while parent is not None:
        if parent.pk == section.pk:
            raise PlaceNotAllowedError(section.heading)
        parent = parent.parent
