"""Writing an answer: begin, save, attach. Nobody but its writers reaches a draft; see also `sending`."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from consultations import earlier, fields, uploads
from consultations.actions.sending import (
    AnswerIncompleteError,
    AnswersNotTakenError,
    DraftIsFrozenError,
    send,
    withdraw,
)
from consultations.models import Consultation, Draft, DraftField, DraftFile, Invitation
from consultations.uploads import FileRefusedError
from consultations.workflow import DraftState
from rus_portal import clock

__all__ = [
    "AnswerIncompleteError",
    "AnswersNotTakenError",
    "DraftIsFrozenError",
    "DraftIsSentError",
    "FieldsChangedError",
    "FileRefusedError",
    "attach",
    "begin",
    "detach",
    "save_fields",
    "send",
    "withdraw",
]


class DraftIsSentError(Exception):
    """The draft has become an answer. A received answer never changes."""


class FieldsChangedError(Exception):
    """Somebody else saved these fields in between: {name: (theirs, ours, their version)}. All others were saved."""

    def __init__(self, conflicts, versions):
        super().__init__(", ".join(conflicts))
        self.conflicts = conflicts
        self.versions = versions


@transaction.atomic
def begin(
    consultation: Consultation, *, user=None, invitation=None, organisation=None, supplements=None, replaces=None
) -> Draft:
    """A draft to write in. The people of one organisation share theirs: whoever comes second gets the first one's."""
    if not consultation.accepts_answers:
        raise AnswersNotTakenError
    invitation = invitation or _invitation(consultation, organisation)
    organisation = invitation.organisation if invitation else organisation
    owner = user if user is not None and user.is_authenticated else None
    draft = _shared_draft(consultation, invitation, organisation, owner)
    _note_what_it_follows(draft, supplements, replaces)
    kind = fields.INVITED if invitation else fields.ORGANISATION if organisation else ""
    known = {"about.kind": kind} if kind else {}
    if follows := supplements or replaces:
        known = earlier.values_of(follows, whole=replaces is not None) | known
    if known and not draft.fields.exists():
        save_fields(draft, known, by=owner)
    return draft


def _invitation(consultation, organisation):
    if organisation is None:
        return None
    return Invitation.objects.filter(consultation=consultation, organisation=organisation).first()


def _shared_draft(consultation, invitation, organisation, owner):
    if invitation:
        facts = {"consultation": consultation, "organisation": organisation, "owner": owner}
        draft, _new = Draft.objects.get_or_create(invitation=invitation, sent_at=None, defaults=facts)
        return draft
    if organisation:
        unsent = Draft.objects.unsent().filter(consultation=consultation, organisation=organisation)
        if draft := unsent.order_by("created_at").first():
            return draft
    return Draft.objects.create(consultation=consultation, organisation=organisation, owner=owner)


def _note_what_it_follows(draft, supplements, replaces):
    follows = supplements or replaces
    if follows is None:
        return
    draft.follows, draft.follows_as = follows, "supplements" if supplements else "replaces"
    draft.save(update_fields=["follows", "follows_as"])


def save_fields(draft: Draft, values: dict, *, versions: dict | None = None, by=None) -> dict:
    """Save these fields, also when what they say is wrong. Returns {name: new version}.

    With `versions` (what the writer had read; 0 for a field that was empty), a field that somebody else has saved in
    between is left alone and told of by FieldsChangedError, after all others have been saved.
    """
    unknown = [name for name in values if not fields.is_name(name)]
    if unknown:
        raise ValueError(f"A draft has no field {unknown[0]!r}.")
    tidy = {name: fields.tidy(value) for name, value in values.items()}
    saved, conflicts = _store(draft, tidy, versions, by if by is not None and by.is_authenticated else None)
    if conflicts:
        raise FieldsChangedError(conflicts, saved)
    return saved


@transaction.atomic
def _store(draft, values, versions, by):
    _hold(draft)
    present = {field.name: field for field in draft.fields.filter(name__in=values)}
    saved, conflicts, changed = {}, {}, []
    for name, value in values.items():
        kept = present.get(name)
        version = kept.version if kept else 0
        if (kept.value if kept else "") == value:
            saved[name] = version
        elif versions is not None and versions.get(name, version) != version:
            conflicts[name] = (kept.value if kept else "", value, version)
        else:
            saved[name] = version + 1
            changed.append(DraftField(draft=draft, name=name, value=value, version=version + 1, saved_by=by))
    _write(draft, changed)
    return saved, conflicts


def _write(draft, changed):
    if not changed:
        return
    kept = ["value", "version", "saved_by", "saved_at"]
    DraftField.objects.bulk_create(changed, update_conflicts=True, unique_fields=["draft", "name"], update_fields=kept)
    draft.saved_at = clock.now()
    draft.save(update_fields=["saved_at"])


def _hold(draft):
    """Keep the draft as it is until the end of the transaction: it is neither sent nor saved by others meanwhile."""
    held = Draft.objects.select_for_update(of=("self",), no_key=True).filter(pk=draft.pk)
    sent_at, state = held.values_list("sent_at", "state").get()
    if sent_at is not None:
        raise DraftIsSentError
    if state != DraftState.WRITING:
        raise DraftIsFrozenError


def attach(draft: Draft, upload, *, by=None) -> DraftFile:
    """Attach a file. The same file twice is one file. Raises FileRefusedError with a sentence for the person."""
    checked = uploads.check(upload)
    path = default_storage.save(DraftFile._meta.get_field("file").generate_filename(None, checked.name), upload)
    try:
        file, is_new = _keep_file(draft, checked, path)
    except Exception:
        default_storage.delete(path)
        raise
    if not is_new:
        default_storage.delete(path)
    return file


@transaction.atomic
def _keep_file(draft, checked, path):
    _hold(draft)
    kept = {file.sha256: file for file in draft.files.all()}
    if same := kept.get(checked.sha256):
        return same, False
    if len(kept) >= uploads.MOST_FILES:
        message = _("“%(name)s” was not attached. There are %(most)d files already, and more do not fit.")
        raise FileRefusedError(message % {"name": checked.name, "most": uploads.MOST_FILES})
    facts = {"name": checked.name, "content_type": checked.content_type, "size": checked.size, "sha256": checked.sha256}
    file = draft.files.create(file=path, **facts)
    draft.saved_at = clock.now()
    draft.save(update_fields=["saved_at"])
    return file, True


@transaction.atomic
def detach(draft: Draft, file: DraftFile, *, by=None) -> None:
    """Take a file away from the draft, for good."""
    _hold(draft)
    path = file.file.name
    file.delete()
    # After the commit: a file that a row still points to is never taken away.
    transaction.on_commit(lambda: default_storage.delete(path))
