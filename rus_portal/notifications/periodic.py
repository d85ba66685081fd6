from celery import shared_task

from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter


@shared_task
def relay_letters():
    """Hand every unsent letter to a worker again: what a lost message or a dead worker left behind is picked up here."""
    for pk in Letter.objects.unsent().order_by("pk").values_list("pk", flat=True)[:5000]:
        tasks.send_letter.delay(pk)
