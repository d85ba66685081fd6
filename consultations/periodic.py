"""The clock's part: each may run twice, late, or in two beats at once."""

from celery import shared_task

from consultations.actions import reminding


@shared_task
def remind_consultees() -> None:
    """Owe the reminders that are due. What is owed is found anew each minute, so a missed tick does no harm."""
    reminding.owe_due_reminders()
