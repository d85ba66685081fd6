"""A filled-in form or a letter: handed in, looked at, taken into the draft piece by piece, or thrown away."""

from datetime import timedelta
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations import tasks_word
from consultations.actions import answers
from consultations.actions.saving import hold, save_fields
from consultations.models import Draft, DraftFile, DraftWordForm, WordFormKind
from consultations.word import previewing
from consultations.word.steps import WordFormState, WordFormTransition
from consultations.writers import Writer
from rus_portal import clock
from rus_portal.exports import uploads
from rus_portal.exports.uploads import FileRefusedError

FORM_ENDINGS = (".docx", ".odt")
LETTER_ENDINGS = (".docx", ".odt", ".pdf")
# Instead of a place: a text of a form that is wanted nowhere. A letter's passages stay in the letter all the same.
THROWN = "-"
# So many documents wait in one draft for somebody to look at them.
MOST_WAITING = 10
# A document that nobody has touched for so long has lost its worker or its message.
FORGOTTEN_AFTER = timedelta(minutes=2)


class ChangedMeanwhileError(Exception):
    """Somebody has saved fields of the preview since it was shown: it is looked at once more, nothing was changed."""


def hand_in_form(draft: Draft, upload, *, by: Writer) -> DraftWordForm:
    """Hand in a filled-in form; a worker reads it. The same file twice is read once. Raises FileRefusedError."""
    checked = uploads.check(upload)
    _refuse_ending(checked.name, FORM_ENDINGS, _("Save the form as Word (docx) or OpenDocument (odt)."))
    path = default_storage.save(DraftWordForm._meta.get_field("file").generate_filename(None, checked.name), upload)
    try:
        read, is_new = _wait(draft, WordFormKind.FORM, checked, file=path, by=by)
    except Exception:
        default_storage.delete(path)
        raise
    if not is_new:
        default_storage.delete(path)
    return read


def hand_in_letter(draft: Draft, upload, *, by: Writer) -> DraftWordForm:
    """Attach a letter to the draft and have its passages read. Raises FileRefusedError."""
    _refuse_ending(uploads.clean_name(upload.name), LETTER_ENDINGS, _letter_words())
    return read_attached(draft, answers.attach(draft, upload, by=by.user), by=by)


def read_attached(draft: Draft, file: DraftFile, *, by: Writer) -> DraftWordForm:
    """Have the passages of a file read that is attached already."""
    _refuse_ending(file.name, LETTER_ENDINGS, _letter_words())
    return _wait(draft, WordFormKind.LETTER, file, by=by)[0]


def _letter_words():
    return _("Passages can be read out of Word (docx), OpenDocument (odt) and PDF with text.")


def _refuse_ending(name, endings, words):
    if PurePath(name).suffix.lower() not in endings:
        raise FileRefusedError(_("“%(name)s” was not read. %(message)s") % {"name": name, "message": words})


@transaction.atomic
def _wait(draft, kind, checked, *, by, file=""):
    hold(draft)
    open_ones = draft.word_forms.filter(state__in=[WordFormState.ASKED, WordFormState.READY])
    if same := open_ones.filter(kind=kind, sha256=checked.sha256).first():
        return same, False
    if open_ones.count() >= MOST_WAITING:
        message = _("“%(name)s” was not read. %(most)d documents wait for you already. Throw one of them away first.")
        raise FileRefusedError(message % {"name": checked.name, "most": MOST_WAITING})
    facts = {"name": checked.name, "size": checked.size, "sha256": checked.sha256}
    read = draft.word_forms.create(
        kind=kind, file=file, language=get_language() or "sv", asked_by=by.link, asked_at=clock.now(), **facts
    )
    tasks_word.read_word_form.delay_on_commit(read.pk)
    return read, True


@transaction.atomic
def accept_form(read: DraftWordForm, *, handlings: dict, places: dict, versions: dict, by: Writer) -> list[str]:
    """Take the form into the draft: each told text as `handlings` {passage id: Handling} says, each loose one to the
    field that `places` {passage id: field, or THROWN} gives; those without a place wait on. Returns the names of the
    fields that were changed.

    `versions` are those that the person has seen. Raises ChangedMeanwhileError, and TransitionNotAllowedError when it
    has been taken already: a second click changes nothing.
    """
    draft = read.draft
    hold(draft)
    read.advance(WordFormTransition.ACCEPT, by=by.link)
    values, now = _read(draft)
    changes = previewing.changes(read, draft, values, now, typed=handlings)
    if any(versions.get(change.name) != change.version for change in changes):
        raise ChangedMeanwhileError
    said = {}
    for change in changes:
        text = previewing.outcome(change, values.get(change.name, ""))
        if text is not None:
            said[change.name] = text
    read.passages.filter(told__in=said).update(placed_at=clock.now())
    # From now on it is placed by hand like all that stood outside the form's boxes.
    left_over = [passage.pk for passage in previewing.left_over(read, draft, values)]
    read.passages.filter(pk__in=left_over).update(told="")
    _choose_places(read, places)
    _put_below(read.passages.open().exclude(name=""), values, said)
    _save(draft, said, now, by)
    return sorted(said)


@transaction.atomic
def choose_places(read: DraftWordForm, places: dict) -> None:
    """Note where passages are to go, {passage id: field, "" for nowhere, or THROWN}; nothing is placed yet."""
    hold(read.draft)
    _choose_places(read, places)


def _choose_places(read, places):
    known = previewing.target_names(read.draft.consultation)
    chosen = []
    if not read.is_letter:
        thrown = [pk for pk, name in places.items() if name == THROWN]
        read.passages.open().loose().filter(pk__in=thrown).delete()
    for passage in read.passages.open().filter(pk__in=places):
        name = places[passage.pk]
        if name != passage.name and (not name or name in known):
            passage.name = name
            chosen.append(passage)
    read.passages.bulk_update(chosen, ["name"], batch_size=500)


@transaction.atomic
def place_passages(read: DraftWordForm, *, by: Writer) -> list[str]:
    """Put all passages that have a place below what stands there, each once. Returns the fields' names."""
    draft = read.draft
    hold(draft)
    values, now = _read(draft)
    said = {}
    _put_below(read.passages.open().exclude(name=""), values, said)
    _save(draft, said, now, by)
    return sorted(said)


def _put_below(passages, values, said):
    for passage in passages:
        before = said.get(passage.name, values.get(passage.name, ""))
        said[passage.name] = previewing.put_below(before, passage.text)
    passages.update(placed_at=clock.now())


def _read(draft):
    rows = list(draft.fields.values_list("name", "value", "version"))
    return {name: value for name, value, _ in rows}, {name: version for name, _, version in rows}


def _save(draft, said, versions, by):
    seen = {name: versions.get(name, 0) for name in said}
    save_fields(draft, said, versions=seen, by=by.user, who=by.name)


@transaction.atomic
def discard(read: DraftWordForm) -> None:
    """Throw the document and what was read in it away; an attached letter stays attached."""
    file = read.file
    read.delete()
    if file:
        transaction.on_commit(lambda: default_storage.delete(file.name))


def pick_up_word_forms() -> int:
    """The clock's part: read what lost its message or its worker, and keep nothing that a sent draft has left."""
    for left in DraftWordForm.objects.filter(draft__sent_at__isnull=False)[:50]:
        discard(left)
    before = timezone.now() - FORGOTTEN_AFTER
    forgotten = DraftWordForm.objects.filter(state=WordFormState.ASKED, touched_at__lt=before)
    pks = list(forgotten.values_list("pk", flat=True)[:20])
    for pk in pks:
        tasks_word.read_word_form.delay(pk)
    return len(pks)
