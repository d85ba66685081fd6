from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter

MOST_AT_ONCE = 1000
# How long a worker may take before the letter is handed over again.
TIME_TO_SEND = timedelta(minutes=10)


@shared_task
def relay_letters():
    """Hand waiting letters to the workers: what a lost message, a dead worker or a broken mail server left behind.

    Each is left alone for a while after that, so that a long outage does not pile up thousands of messages.
    """
    with transaction.atomic():
        waiting = Letter.objects.to_hand_over().select_for_update(skip_locked=True).order_by("pk")
        chosen = list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])
        Letter.objects.filter(pk__in=chosen).update(try_after=timezone.now() + TIME_TO_SEND)
        tasks.hand_over_on_commit(chosen)
