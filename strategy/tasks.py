"""Reading a Word document into sections, for the preview. A killed worker leaves the row as it was."""

import hashlib
import logging

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from rus_portal.exports import scanner
from rus_portal.exports.uploads import DOCX, thorough
from rus_portal.exports.uploads.refusals import UnfitError
from rus_portal.exports.word.archive import UnreadableError
from strategy import numbering
from strategy.models import DocumentImport, ImportedPicture, ImportPlace, Section
from strategy.workflow import ImportState, ImportStep

logger = logging.getLogger(__name__)
# A file that has taken so many workers with it is not tried again.
MOST_ATTEMPTS = 3
SECONDS = 180
INFECTED, DAMAGED, TOO_SLOW = "infected", "damaged", "too_slow"


@shared_task(soft_time_limit=SECONDS, time_limit=SECONDS + 15)
def read_import(import_id: int) -> None:
    """Read the document once. What it cannot read stands in the row, as a word of strategy/import_words.py."""
    asked = DocumentImport.objects.filter(pk=import_id, state=ImportState.ASKED)
    # Counted first: a worker that dies takes all else along, but not this.
    asked.update(attempts=F("attempts") + 1, touched_at=timezone.now())
    waiting = asked.select_related("document", "beside").first()
    if waiting is None:
        return
    try:
        with override(waiting.language):
            read = _read(waiting)
    except scanner.ScannerUnavailableError as fault:
        # Nobody has said that it may be opened: it waits for the clock, however long that takes.
        logger.warning("Word document waits for the scanner", extra={"import": import_id, "fault": str(fault)})
        asked.update(attempts=0)
    except UnreadableError as unreadable:
        _refuse(waiting, unreadable.fault)
    except SoftTimeLimitExceeded:
        _refuse(waiting, TOO_SLOW)
    except Exception:
        logger.exception("Word document not read", extra={"import": import_id})
        _refuse(waiting, DAMAGED)
    else:
        _keep(waiting, read)


def _read(waiting):
    # lxml and Pillow: no web worker shall carry them.
    from strategy.word import importing  # noqa: PLC0415

    if waiting.attempts > MOST_ATTEMPTS:
        raise UnreadableError(DAMAGED)
    with waiting.file.open("rb") as file:
        _look_through(file)
        file.seek(0)
        return importing.read(
            file,
            deepest=numbering.DEEPEST - depth_of(waiting.place, waiting.beside),
            taken=_block_ids(waiting.document),
            images=_images(waiting.document),
            fallback=waiting.name.rpartition(".")[0],
            progress=lambda percent: _note(waiting, percent),
        )


def _look_through(file):
    try:
        thorough.look_through(file, DOCX)
    except UnfitError as unfit:
        raise UnreadableError(unfit.reason) from unfit
    if scanner.is_set():
        file.seek(0)
        if scanner.scan(file):
            raise UnreadableError(INFECTED)


def depth_of(place, beside):
    """How many levels stand above the sections that are put there."""
    depth = 0
    while beside is not None:
        depth, beside = depth + 1, beside.parent
    return max(0, depth - 1) if place == ImportPlace.AFTER else depth


def _block_ids(document):
    bodies = Section.objects.filter(document=document).values_list("body", flat=True)
    return {block["id"] for body in bodies for block in body}


def _images(document):
    known = document.images.values_list("sha256", "key", "width", "height")
    return {digest: facts for digest, *facts in known}


def _note(waiting, percent):
    DocumentImport.objects.filter(pk=waiting.pk).update(progress=percent, touched_at=timezone.now())


def _keep(waiting, read):
    pictures = [_picture(waiting, found) for found in read.pictures]
    try:
        with transaction.atomic():
            held = _held(waiting)
            # Another worker was faster, or somebody has thrown it away.
            if held is None:
                _forget(pictures)
                return
            ImportedPicture.objects.bulk_create(pictures)
            held.sections, held.losses, held.progress = read.sections, read.losses, 100
            held.save(update_fields=["sections", "losses", "progress"])
            held.advance(ImportStep.READ, by=None)
    except Exception:
        _forget(pictures)
        raise


def _picture(waiting, found):
    picture = ImportedPicture(
        document_import=waiting,
        key=found.key,
        content_type=found.made.content_type,
        sha256=hashlib.sha256(found.made.content).hexdigest(),
        width=found.width,
        height=found.height,
        contrast=found.made.contrast,
        file_name=found.name[:200],
    )
    picture.file.save(found.key, ContentFile(found.made.content), save=False)
    return picture


def _forget(pictures):
    for picture in pictures:
        default_storage.delete(picture.file.name)


@transaction.atomic
def _refuse(waiting, fault):
    if held := _held(waiting):
        held.fault = str(fault)
        held.save(update_fields=["fault"])
        held.advance(ImportStep.REFUSE, by=None)


def _held(waiting):
    asked = DocumentImport.objects.select_for_update(of=("self",))
    return asked.filter(pk=waiting.pk, state=ImportState.ASKED).first()
