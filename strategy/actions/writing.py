"""Beginning a document and writing its sections."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from rus_portal import clock
from strategy import blocks, merging
from strategy.actions import places
from strategy.actions.errors import SectionChangedError
from strategy.actions.following import follow
from strategy.merging import Text
from strategy.models import Document, Happening, HeldText, Section, SectionRevision


@dataclass
class Written:
    """What became of a text that was sent: the section as it stands, and what clashed with it.

    `ours` are the blocks as they were sent, in their one written form.
    """

    section: Section
    ours: list
    held: list = field(default_factory=list)


@transaction.atomic
def create_document(*, by, **fields):
    """Begin a strategy or a programme."""
    return Document.objects.create(**fields)


@transaction.atomic
def add_section(document, *, parent, heading, kind, body, by, key=None):
    """Put a new section last under its parent."""
    places.lock(document)
    places.check_depth(parent, height=1)
    taken = places.block_ids_elsewhere(document.pk)
    return put_section(document, parent=parent, heading=heading, kind=kind, body=body, taken=taken, by=by, key=key)


def put_section(document, *, parent, heading, kind, body, taken, by, key=None):
    """The same, where the document is locked, the place is one, and `taken` are the ids of all its blocks."""
    section = Section.objects.create(
        document=document,
        parent=parent,
        order=places.next_order(document, parent),
        heading=heading,
        kind=kind,
        body=blocks.clean(body, taken=taken),
        revision=1,
        **({"key": key} if key else {}),
    )
    _note_revision(section, by)
    places.note(section, Happening.ADDED, by, after=places.spot(section))
    return section


@transaction.atomic
def save_section(section, *, heading, kind, body, expected_revision, by):
    """Keep what someone wrote, unless somebody else saved since that someone began."""
    body = blocks.clean(body, taken=places.block_ids_elsewhere(section.document_id, section))
    unchanged = Section.objects.filter(pk=section.pk, revision=expected_revision)
    facts = {"heading": heading, "kind": kind, "body": body}
    # Compare and swap: of two people saving at once, only one gets through.
    if not unchanged.update(revision=F("revision") + 1, **facts):
        raise SectionChangedError(Section.objects.get(pk=section.pk))
    section.refresh_from_db()
    _note_revision(section, by)
    follow(section)
    return section


@transaction.atomic
def write_section(section, *, ours, base, by, unsure=None, is_autosaved=False, may_hold=True):
    """Put what someone wrote together with what others have saved since that someone began; nothing is lost.

    `ours` is a merging.Text, `base` the number of the saved state it began from, `unsure` blocks that the same writer
    sent before without an answer, {block id: [html]}. What clashes is kept as HeldText beside the section; with
    `may_hold` off nothing is saved then, and SectionChangedError has the section as it stands.
    """
    section = Section.objects.select_for_update(of=("self",)).select_related("document").get(pk=section.pk)
    taken = places.block_ids_elsewhere(section.document_id, section)
    ours = Text(ours.heading, ours.kind, blocks.clean(ours.body, taken=taken))
    unsure = {block_id: _tidied(sent) for block_id, sent in (unsure or {}).items()}
    theirs = Text(section.heading, section.kind, section.body)
    merged = merging.merge(_base(section, base), theirs, ours, unsure)
    if merged.clashes and not may_hold:
        raise SectionChangedError(section)
    held = [_hold(section, place, text, by, unsure) for place, text in merged.clashes]
    keep(section, merged, by, is_autosaved)
    return Written(section, ours.body, held)


@transaction.atomic
def settle_held(held, *, takes, by):
    """Choose between two texts that clashed: "saved", "held" or "both". What is not taken stays in the history.

    "again" undoes a choice: the text waits once more.
    """
    held = HeldText.objects.select_for_update().get(pk=held.pk)
    section = Section.objects.select_for_update(of=("self",)).get(pk=held.section_id)
    if bool(held.settled_at) != (takes == "again"):
        return section
    HeldText.objects.filter(pk=held.pk).update(**_choice(section, held, takes, by))
    if takes in {"held", "both"}:
        keep(section, _with_held(section, held, instead=takes == "held"), by, is_autosaved=False)
    return section


def _choice(section, held, takes, by):
    if takes == "again":
        return {"settled_by": None, "settled_at": None, "taken": "", "saved_text": ""}
    return {"settled_by": by, "settled_at": clock.now(), "taken": takes, "saved_text": held.beside(section)}


def _with_held(section, held, *, instead):
    if held.place in (HeldText.HEADING, HeldText.KIND):
        values = {"heading": section.heading, "kind": section.kind} | {held.place: held.text}
        return Text(**values, body=section.body)
    body, is_there = [], any(block["id"] == held.place for block in section.body)
    for block in section.body:
        if block["id"] != held.place:
            body.append(block)
        elif instead:
            body.append({**block, "html": held.text})
        else:
            body += [block, {"html": held.text}]
    if not is_there:
        body.append({"id": held.place, "html": held.text})
    taken = places.block_ids_elsewhere(section.document_id, section)
    return Text(section.heading, section.kind, blocks.clean(body, taken=taken))


def _base(section, number):
    """What the writer began from. An unknown state is none: then both texts are new, and neither is lost."""
    if number == section.revision:
        return Text(section.heading, section.kind, section.body)
    found = section.revisions.filter(number=number).first()
    return Text(found.heading, found.kind, found.body) if found else merging.NOTHING


def keep(section, text, by, is_autosaved=False, suggested_by=None):
    """Save it as a new revision, unless it says the same; what is marked in it follows. The section is locked."""
    facts = {"heading": text.heading, "kind": text.kind, "body": text.body}
    if all(getattr(section, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(section, name, value)
    section.revision += 1
    section.save(update_fields=[*facts, "revision"])
    _note_revision(section, by, is_autosaved=is_autosaved, suggested_by=suggested_by)
    follow(section)


def _hold(section, place, text, by, unsure):
    """Keep our text beside the saved one; when it goes on from one that this writer sent before, in its place."""
    facts = {"section": section, "place": place, "written_by": by}
    for earlier in HeldText.objects.waiting().filter(**facts):
        if earlier.text == text or earlier.text in unsure.get(place, ()):
            earlier.text, earlier.written_at = text, clock.now()
            earlier.save(update_fields=["text", "written_at"])
            return earlier
    return HeldText.objects.create(**facts, text=text, revision=section.revision)


def _tidied(sent):
    return {block["html"] for html in sent for block in blocks.clean([{"html": html}])}


def _note_revision(section, by, **facts):
    SectionRevision.objects.create(
        section=section,
        number=section.revision,
        heading=section.heading,
        kind=section.kind,
        body=section.body,
        saved_by=by,
        **facts,
    )
