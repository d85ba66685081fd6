"""Reading a file with bodies to invite. The row lock is the claim; a killed worker leaves the row as it was."""

import logging

from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from consultations.contacts import last_contacts
from consultations.import_files import UnreadableError, cells, columns
from consultations.import_files.rows import Judge, Register
from consultations.models import Finding, ImportRow, InvitationImport
from consultations.workflow import ImportState, ImportTransition

logger = logging.getLogger(__name__)
# A file that has taken so many workers with it is not tried again.
MOST_ATTEMPTS = 3
SECONDS = 300


@shared_task(soft_time_limit=SECONDS)
def read_import(import_id: int) -> None:
    """Read the file once, row by row, for the preview. What it cannot read stands in the row, in words."""
    asked = InvitationImport.objects.filter(pk=import_id, state=ImportState.ASKED)
    # Counted outside the transaction: a worker that dies takes its rows along, but not this.
    asked.update(attempts=F("attempts") + 1, touched_at=timezone.now())
    with transaction.atomic():
        waiting = asked.select_for_update(skip_locked=True, of=("self",)).select_related("consultation").first()
        if waiting is None:
            return
        with override(waiting.language):
            _read(waiting)


def _read(waiting):
    try:
        if waiting.attempts > MOST_ATTEMPTS:
            raise UnreadableError(Finding.DAMAGED)
        with waiting.file.open("rb") as file:
            lines = cells.read(file, waiting.name)
        headings = columns.understand(lines[0])
    except (UnreadableError, OSError) as fault:
        failure = getattr(fault, "failure", [Finding.DAMAGED, {}])
        logger.warning("import refused", extra={"import": waiting.pk, "fault": failure[0]})
        waiting.failure = failure
        waiting.save(update_fields=["failure"])
        waiting.advance(ImportTransition.REFUSE, by=None)
        return
    _keep(waiting, lines[1:], headings)
    waiting.unused_columns = headings.unused
    waiting.save(update_fields=["unused_columns"])
    waiting.advance(ImportTransition.READ, by=None)


def _keep(waiting, lines, headings):
    invited = set(waiting.consultation.invitations.values_list("organisation", flat=True))
    judge = Judge(Register(), invited, last_contacts(), headings)
    rows = [judge.row(line) for line in lines]
    for row in rows:
        row.invitation_import = waiting
    ImportRow.objects.bulk_create(rows, batch_size=2000)
