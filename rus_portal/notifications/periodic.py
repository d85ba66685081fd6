import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rus_portal.notifications import bounces, mailboxes, returning, subscribing, tasks
from rus_portal.notifications.models import Letter, ReturnedMail

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 1000
# How long a worker may take before the letter is handed over again.
TIME_TO_SEND = timedelta(minutes=10)


@shared_task
def relay_letters():
    """Hand waiting letters to the workers: what a lost message, a dead worker or a broken mail server left behind.

    Each is left alone for a while after that, so that a long outage does not pile up thousands of messages.
    """
    with transaction.atomic():
        waiting = Letter.objects.to_hand_over().select_for_update(of=("self",), skip_locked=True).order_by("pk")
        chosen = list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])
        Letter.objects.filter(pk__in=chosen).update(try_after=timezone.now() + TIME_TO_SEND)
        tasks.hand_over_on_commit(chosen)


@shared_task
def read_returned_mail():
    """Read what mail servers have returned. Each mail is handled once; a broken mailbox is tried again."""
    if not settings.BOUNCES_URL:
        return
    try:
        with mailboxes.opened(settings.BOUNCES_URL, known=ReturnedMail.objects.known) as box:
            for name, content in box.waiting():
                noted = returning.note(name, bounces.read(content))
                box.done(name, is_report=noted.is_report)
    except mailboxes.FAULTS as fault:
        # What it says may hold the mailbox's password.
        logger.warning("the mailbox could not be read", extra={"fault": type(fault).__name__})


@shared_task
def forget_unconfirmed():
    """Delete the addresses of those who were asked whether they want letters and have not answered."""
    subscribing.forget_unconfirmed()
