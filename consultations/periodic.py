"""The clock's part: each may run twice, late, or in two beats at once."""

from celery import shared_task
from django.utils import timezone

from consultations import holding, inspecting, tasks_files
from consultations.actions import (
    announcing,
    clearing,
    concluding,
    confirming,
    importing,
    inviting,
    outages,
    reminding,
    reminding_writers,
    timetable,
    uploading,
    word_forms,
)
from rus_portal.exports import sweeping


@shared_task
def remind_consultees() -> None:
    """Owe the reminders that are due. What is owed is found anew each minute, so a missed tick does no harm."""
    parts = reminding.parts_ahead()
    reminding.owe_due_reminders(parts)
    reminding_writers.owe_due_reminders(parts)
    concluding.owe_missing_answers()
    concluding.owe_outcomes()
    confirming.owe_due_confirmations()


@shared_task
def clear_internal_comments() -> None:
    """Clear what the writers of answers said to each other, a year after the round closed."""
    clearing.clear_internal_comments()


@shared_task
def announce_to_subscribers() -> None:
    """Tell those who have asked for it what has happened."""
    announcing.announce_new_events()


@shared_task
def send_planned_invitations() -> None:
    """Send what an open round's list still owes: long lists go out in the course of some minutes."""
    inviting.send_all_planned()


@shared_task
def pick_up_imports() -> None:
    """Have files read whose message or worker was lost."""
    importing.pick_up_imports()
    word_forms.pick_up_word_forms()


@shared_task
def open_and_close_rounds() -> None:
    """Hand over the rounds whose planned hour has come. Each is asked anew when its turn comes, so twice is once."""
    for pk in timetable.rounds_to_open():
        open_as_planned.delay(pk)
    for pk in timetable.rounds_to_close():
        close_as_planned.delay(pk)


@shared_task
def open_as_planned(consultation_id: int) -> None:
    """Open one round, if it is still to open by itself."""
    timetable.open_as_planned(consultation_id)


@shared_task
def close_as_planned(consultation_id: int) -> None:
    """Close one round, if its closing day is over."""
    timetable.close_as_planned(consultation_id)


@shared_task
def propose_after_outages() -> None:
    """Propose more time where the portal could not be reached shortly before a deadline."""
    outages.propose_after_outages()


@shared_task
def inspect_held_files() -> None:
    """Hand over held files whose message, worker or scanner was lost, and finish what a lost worker left half done."""
    for pk in inspecting.due(timezone.now()):
        tasks_files.inspect_file.delay(pk)
    inspecting.tidy_stopped()


@shared_task
def sweep_files() -> None:
    """Clear away uploads that nobody has gone on with for a day, and files that belong to no row."""
    uploading.forget_unfinished(timezone.now())
    sweeping.sweep(timezone.now())
    holding.forget_orphans()
