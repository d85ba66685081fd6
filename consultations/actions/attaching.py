"""Files of an unsent answer. A file is on disk before its row is committed, and goes after the row is gone."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from consultations import holding, papers
from consultations.actions.saving import hold
from consultations.models import Draft, DraftFile, FileRole
from rus_portal import clock
from rus_portal.exports import uploads
from rus_portal.exports.uploads import FileRefusedError


def attach(draft: Draft, upload, *, by=None, role=FileRole.ATTACHMENT, began_at=None) -> DraftFile:
    """Attach a file. The same file twice is one file. Raises FileRefusedError with a sentence for the person.

    `began_at` is when its first byte came, where that is known.
    """
    checked = uploads.check(upload)
    path = holding.store(upload)
    try:
        return keep(draft, checked, path, role=role, began_at=began_at or getattr(upload, "began_at", None))
    except Exception:
        default_storage.remove(path)
        raise


def keep(draft, checked, path, *, role, began_at) -> DraftFile:
    """Let a stored and checked file belong to the draft; a second copy of one that is there is deleted."""
    file, is_new = _keep(draft, checked, path, role, began_at or clock.now())
    if not is_new:
        default_storage.remove(path)
    return file


@transaction.atomic
def _keep(draft, checked, path, role, began_at):
    hold(draft)
    kept = {file.sha256: file for file in draft.files.all()}
    if same := kept.get(checked.sha256):
        DraftFile.objects.filter(pk=same.pk).update(role=role)
        return same, False
    refuse_more(checked.name, len(kept))
    facts = {"name": checked.name, "content_type": checked.content_type, "size": checked.size, "sha256": checked.sha256}
    file = draft.files.create(file=path, role=role, began_at=began_at, **facts)
    holding.hold(path, checked.content_type)
    papers.note_change(draft)
    return file, True


def refuse_more(name, count):
    """Raise FileRefusedError when so many files are there already that one more does not fit."""
    if count >= uploads.MOST_FILES:
        message = _("“%(name)s” was not attached. There are %(most)d files already, and more do not fit.")
        raise FileRefusedError(message % {"name": name, "most": uploads.MOST_FILES})


@transaction.atomic
def detach(draft: Draft, file: DraftFile, *, by=None) -> None:
    """Take a file away from the draft, for good."""
    hold(draft)
    path = file.file.name
    file.delete()
    holding.forget([path])
    papers.note_change(draft)


@transaction.atomic
def change_role(draft: Draft, file: DraftFile, *, role: str) -> None:
    """Say what an attached file is: an extract of the minutes, a reservation, or just an attachment."""
    hold(draft)
    DraftFile.objects.filter(pk=file.pk).update(role=role)
    papers.note_change(draft)
