"""Looking through a held file, in the worker: what it would do when opened, then the virus scanner."""

import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consultations import file_letters
from consultations.file_states import FileTransition
from consultations.models import FileCheck, Response
from rus_portal import clock
from rus_portal.exports import scanner
from rus_portal.exports.uploads import thorough
from rus_portal.exports.uploads.refusals import UnfitError
from rus_portal.notifications import actions as letters
from rus_portal.workflow import TransitionNotAllowedError

logger = logging.getLogger(__name__)
# A file that has taken so many workers with it is not tried again.
MOST_TRIES = 5


def inspect(check_id: int) -> None:
    """Let the file pass, stop it, or leave it held when the scanner says nothing."""
    check = FileCheck.objects.held().filter(pk=check_id).first()
    if check is None:
        return
    # Counted before: a worker that dies over the file leaves this behind.
    FileCheck.objects.filter(pk=check.pk).update(tried_at=timezone.now(), tries=F("tries") + 1, trouble="")
    try:
        step, facts = _verdict(check)
    except (scanner.ScannerUnavailableError, OSError) as fault:
        logger.warning("file is still held", extra={"check": check.pk, "fault": type(fault).__name__})
        FileCheck.objects.held().filter(pk=check.pk).update(trouble=(str(fault) or type(fault).__name__)[:200], tries=0)
        return
    _decide(check, step, facts)


def _verdict(check):
    if check.tries >= MOST_TRIES:
        return FileTransition.REFUSE, {"reason": "too_slow"}
    with default_storage.open(check.file, "rb") as file:
        try:
            thorough.look_through(file, check.content_type)
        except UnfitError as unfit:
            return FileTransition.REFUSE, {"reason": unfit.reason}
        except SoftTimeLimitExceeded:
            return FileTransition.REFUSE, {"reason": "too_slow"}
        if scanner.is_set():
            file.seek(0)
            if virus := scanner.scan(file):
                return FileTransition.FIND_VIRUS, {"virus": virus}
    return FileTransition.PASS, {}


def _decide(check, step, facts):
    try:
        with transaction.atomic():
            FileCheck.objects.held().filter(pk=check.pk).update(**facts)
            check.advance(step, by=None, reason=next(iter(facts.values()), ""))
    except TransitionNotAllowedError:
        # Another worker has said it, or the file has been taken away.
        return
    if step != FileTransition.PASS:
        tidy_stopped()


def due(now) -> list:
    """The held files that are to be tried again now: ids of their checks. None while the scanner does not answer."""
    waiting = FileCheck.objects.held().order_by("pk")
    found = [check.pk for check in waiting if check.next_try_at is None or check.next_try_at <= now]
    return found if found and _scanner_answers() else []


def _scanner_answers():
    if not scanner.is_set():
        return True
    try:
        scanner.ping()
    except scanner.ScannerUnavailableError as fault:
        logger.warning("the virus scanner does not answer", extra={"fault": str(fault)})
        return False
    return True


def tidy_stopped() -> None:
    """Set stopped files apart, and tell sender and officials of those that came with a received answer. Done once."""
    for check in FileCheck.objects.stopped().filter(told_at=None).order_by("pk"):
        default_storage.set_apart(check.file)
        _tell(check)


@transaction.atomic
def _tell(check):
    # A draft's own writers see it on its pages; it cannot be sent with the answer.
    if (response := _received_with(check.file)) is None:
        return
    if FileCheck.objects.filter(pk=check.pk, told_at=None).update(told_at=clock.now()):
        letters.owe_all(file_letters.of_stopped_file(response, check))


def _received_with(path):
    """The received answer that this file belongs to, or None."""
    came_with = Q(attachments__file=path) | Q(confirmation__extract__file=path)
    return Response.objects.filter(came_with).select_related("consultation", "organisation").first()
