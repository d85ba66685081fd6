"""The clock's part: it may run twice, late, or in two beats at once."""

from celery import shared_task

from strategy.actions import illustrating, importing


@shared_task
def pick_up_imports() -> None:
    """Have Word documents read whose message, worker or scanner was lost."""
    importing.pick_up_imports()


@shared_task
def measure_pictures() -> None:
    """Measure the contrast of pictures that came in before there was one."""
    illustrating.measure_pictures()
