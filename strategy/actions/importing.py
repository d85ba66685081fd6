"""A Word document: handed in, looked at, put into the text, taken out of it again."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from rus_portal.exports import uploads
from rus_portal.workflow import TransitionNotAllowedError
from strategy import landing, tasks
from strategy.actions import arranging, commenting, places, writing
from strategy.actions.errors import DocumentChangedError, PlaceNotAllowedError
from strategy.models import DocumentImport, Image, ImportPlace, Section
from strategy.workflow import ImportState, ImportStep

# A file that nobody has touched for so long has lost its worker or its message.
FORGOTTEN_AFTER = timedelta(minutes=5)
ENDING = ".docx"


@transaction.atomic
def ask_import(document, upload, *, place=ImportPlace.LAST, beside=None, by) -> DocumentImport:
    """Hand in a Word document; a worker reads it. The same file handed in twice is read once.

    uploads.FileRefusedError says why it is not taken, PlaceNotAllowedError that no section can stand there.
    """
    name = uploads.clean_name(upload.name)
    if not name.lower().endswith(ENDING):
        reason = "macro_ending" if name.lower().endswith(".docm") else "other_content"
        raise uploads.FileRefusedError(str(uploads.REASONS[reason]), reason=reason)
    checked = uploads.check(upload)
    places.lock(document)
    _check_place(place, beside, height=1)
    held = document.imports.filter(sha256=checked.sha256, state__in=[ImportState.ASKED, ImportState.READY]).first()
    if held is not None and (held.place, held.beside) == (place, beside):
        return held
    if held is not None:
        # The same file for another place is read anew: how deep its headings may go depends on it.
        discard_import(held)
    waiting = document.imports.create(
        file=upload,
        name=checked.name,
        size=checked.size,
        sha256=checked.sha256,
        language=get_language() or "sv",
        place=place,
        beside=beside,
        asked_by=by,
    )
    tasks.read_import.delay_on_commit(waiting.pk)
    return waiting


def _check_place(place, beside, *, height):
    if place == ImportPlace.LAST:
        return
    if beside is None or beside.removed_at:
        raise PlaceNotAllowedError(beside and beside.heading)
    places.check_depth(beside if place == ImportPlace.UNDER else beside.parent, height=height)


@transaction.atomic
def put_in(read, *, expected, by) -> list[Section]:
    """Make the sections, each as if somebody had added it by hand, in one step: all of them or none.

    `expected` is landing.state_of as the preview showed it: DocumentChangedError when it is another by now.
    """
    document = places.lock(read.document)
    held = DocumentImport.objects.select_for_update(of=("self",)).select_related("beside").get(pk=read.pk)
    if held.state == ImportState.READY and landing.state_of(document) != expected:
        raise DocumentChangedError(document)
    held.advance(ImportStep.PUT_IN, by=by)
    height = max(facts["depth"] for facts in held.sections)
    _check_place(held.place, held.beside, height=height)
    _take_pictures(held, by)
    made, path = [], []
    taken = places.block_ids_elsewhere(document.pk)
    for facts in landing.readdressed(held.sections, taken):
        del path[facts["depth"] - 1 :]
        parent = path[-1] if path else _parent(held)
        section = writing.put_section(document, parent=parent, taken=taken, by=by, **_facts(facts))
        commenting.bring_in(section, facts.get("comments", ()), by=by)
        taken |= {block["id"] for block in section.body}
        path.append(section)
        made.append(section)
    if held.place == ImportPlace.AFTER:
        _move_after(held.beside, [one for one in made if one.parent_id == held.beside.parent_id], by)
    return made


def _facts(facts):
    return {name: facts[name] for name in ("key", "heading", "kind", "body")}


def _parent(held):
    return {ImportPlace.LAST: None, ImportPlace.UNDER: held.beside}.get(
        ImportPlace(held.place), held.beside and held.beside.parent
    )


def _move_after(beside, tops, by):
    for place, section in enumerate(tops, start=1):
        siblings = [one.pk for one in places.children(section.document, beside.parent)]
        arranging.move_section(section, parent=beside.parent, position=siblings.index(beside.pk) + place, by=by)


def _take_pictures(held, by):
    """The pictures become the document's own, by the keys that the text names, in the files where they lie."""
    facts = ("key", "content_type", "sha256", "width", "height", "contrast", "file_name")
    for picture in held.pictures.all():
        Image.objects.create(
            document=held.document,
            file=picture.file.name,
            uploaded_by=by,
            **{name: getattr(picture, name) for name in facts},
        )


@transaction.atomic
def take_out(read, *, by) -> int:
    """Take the sections away again, with what has been written in them since. They can be brought back one by one."""
    document = places.lock(read.document)
    held = DocumentImport.objects.select_for_update(of=("self",)).get(pk=read.pk)
    held.advance(ImportStep.TAKE_OUT, by=by)
    keys = [facts["key"] for facts in held.sections]
    before = Section.objects.present().filter(document=document, key__in=keys).count()
    for facts in held.sections:
        section = Section.objects.select_related("document", "parent").get(key=facts["key"])
        if section.removed_at is None:
            arranging.remove_section(section, by=by)
    return before


@transaction.atomic
def discard_import(read) -> None:
    """Throw the file away, and what was read in it. What has been put into the text stays as the record of that."""
    held = DocumentImport.objects.select_for_update(of=("self",)).get(pk=read.pk)
    if held.state in (ImportState.PUT_IN, ImportState.TAKEN_OUT):
        raise TransitionNotAllowedError("discard")
    files = [held.file.name, *(picture.file.name for picture in held.pictures.all())]
    held.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in files])


def pick_up_imports() -> int:
    """The clock's part: hand documents whose message, worker or scanner was lost to a worker again."""
    before = timezone.now() - FORGOTTEN_AFTER
    forgotten = DocumentImport.objects.filter(state=ImportState.ASKED, touched_at__lt=before)
    pks = list(forgotten.values_list("pk", flat=True)[:20])
    for pk in pks:
        tasks.read_import.delay(pk)
    return len(pks)
