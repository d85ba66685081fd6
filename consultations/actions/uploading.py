"""A file that comes in pieces: begun, gone on with after a lost line, finished, given up."""

import os
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from consultations import holding
from consultations.actions import attaching
from consultations.actions.saving import hold
from consultations.models import Draft, DraftFile, DraftUpload, FileRole
from rus_portal.exports import uploads
from rus_portal.exports.storage import sync

# One piece; what a browser sends at once is smaller.
MOST_BYTES_AT_ONCE = 4 * 1024 * 1024
FORGOTTEN_AFTER = timedelta(days=1)
_READ = 64 * 1024


class WrongOffsetError(Exception):
    """The piece does not begin where the file ends so far; `offset` says where that is."""

    def __init__(self, offset):
        super().__init__(offset)
        self.offset = offset


@transaction.atomic
def begin(draft: Draft, *, name: str, size: int, changed: str = "", role=FileRole.ATTACHMENT) -> DraftUpload:
    """Begin an upload. Begun twice, it is the same one. Raises FileRefusedError for what need not even be sent."""
    hold(draft)
    name = uploads.clean_name(name)
    uploads.check_outside(name, size)
    facts = {"name": name, "size": size, "changed": changed[:20]}
    known = draft.uploads.filter(**facts)
    # Without a day of change nobody knows that it is the same file: then only what has not begun to come is.
    if begun := (known if changed else known.filter(offset=0)).first():
        return begun
    attaching.refuse_more(name, draft.files.count() + draft.uploads.count())
    return draft.uploads.create(**facts, role=role)


def receive(upload: DraftUpload, offset: int, stream) -> DraftUpload:
    """Write one piece through to disk, then note that it is there. Of a piece that breaks off, what came is kept.

    Two at once do no harm: each writes its own bytes to their own places, and one of them is counted.
    """
    if offset != upload.offset:
        raise WrongOffsetError(upload.offset)
    written = _write(default_storage.path(upload.file.name), offset, stream, upload.size - offset)
    reached = offset + written
    rows = DraftUpload.objects.filter(pk=upload.pk, offset=offset)
    if not rows.update(offset=reached, touched_at=timezone.now()):
        upload.refresh_from_db(fields=["offset"])
        raise WrongOffsetError(upload.offset)
    upload.offset = reached
    return upload


def _write(path, offset, stream, most):
    is_new = not os.path.exists(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    written, most = 0, min(most, MOST_BYTES_AT_ONCE)
    try:
        while written < most and (piece := _read(stream, min(_READ, most - written))):
            os.pwrite(descriptor, piece, offset + written)
            written += len(piece)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync(os.path.dirname(path))
    return written


def _read(stream, size):
    try:
        return stream.read(size)
    except OSError:
        # The line was lost: what has come so far is on disk already.
        return b""


def finish(upload: DraftUpload) -> DraftFile:
    """Check the whole file and attach it. Raises FileRefusedError; then the upload is gone, to be begun anew."""
    draft = upload.draft
    with open(default_storage.path(upload.file.name), "rb") as content:
        # A copy: a piece that is still on its way can change nothing in what has been checked.
        path = holding.store(_Whole(content, upload))
    try:
        with default_storage.open(path, "rb") as whole:
            checked = uploads.check(_Whole(whole, upload))
        with transaction.atomic():
            file = attaching.keep(draft, checked, path, role=upload.role, began_at=upload.began_at)
            cancel(upload)
    except uploads.FileRefusedError:
        default_storage.remove(path)
        cancel(upload)
        raise
    except Exception:
        default_storage.remove(path)
        raise
    return file


class _Whole(File):
    """The content of an upload under the name that its writer gave it."""

    def __init__(self, content, upload):
        super().__init__(content, upload.name)
        self.size = upload.size


@transaction.atomic
def cancel(upload: DraftUpload) -> None:
    """Give an upload up."""
    path = upload.file.name
    DraftUpload.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def forget_unfinished(now) -> int:
    """Give up what nobody has gone on with for a day. Returns how many."""
    forgotten = list(DraftUpload.objects.filter(touched_at__lt=now - FORGOTTEN_AFTER))
    for upload in forgotten:
        cancel(upload)
    return len(forgotten)
