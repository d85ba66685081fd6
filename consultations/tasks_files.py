"""What a file that came in leaves for the worker."""

from celery import shared_task

from consultations import inspecting

# A document that takes longer than this to look through is refused.
SECONDS = 240


@shared_task(soft_time_limit=SECONDS)
def inspect_file(check_id: int) -> None:
    """Look through a held file and have it scanned; done once, however often it is asked for."""
    inspecting.inspect(check_id)
