"""Beginning a document and writing its sections."""

from django.db import transaction
from django.db.models import F

from strategy import blocks
from strategy.actions import places
from strategy.actions.errors import SectionChangedError
from strategy.models import Document, Section, SectionRevision


@transaction.atomic
def create_document(*, by, **fields):
    """Begin a strategy or a programme."""
    return Document.objects.create(**fields)


@transaction.atomic
def add_section(document, *, parent, heading, kind, body, by, key=None):
    """Put a new section last under its parent."""
    places.lock(document)
    places.check_depth(parent, height=1)
    section = Section.objects.create(
        document=document,
        parent=parent,
        order=places.next_order(document, parent),
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
