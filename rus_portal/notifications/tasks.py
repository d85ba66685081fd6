"""Empties the list of owed letters. The row lock is the claim; what was sent stays sent."""

import logging
import smtplib

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from rus_portal.notifications.models import Letter

logger = logging.getLogger(__name__)
# Answers of a mail server that no retry heals: the mailbox does not exist, the address is not one.
REFUSED_FOR_GOOD = range(500, 600)


@shared_task(autoretry_for=(OSError, smtplib.SMTPException), retry_backoff=True, retry_jitter=True, max_retries=8)
def send_letter(letter_id: int) -> None:
    """Send one letter, unless it has been sent or cancelled. A failed mail rolls back to unsent, ready for the retry."""
    with transaction.atomic():
        unsent = Letter.objects.unsent().select_for_update(skip_locked=True)
        letter = unsent.filter(pk=letter_id).first()
        if letter is None:
            return
        try:
            _message(letter).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            code, reason = next(iter(refusal.recipients.values()))
            if code not in REFUSED_FOR_GOOD:
                raise
            letter.mark_failed(f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}")
            logger.warning("letter refused", extra={"letter": letter.pk, "code": code})
            return
        letter.mark_sent()


def _message(letter):
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[letter.recipient],
        # The same name if the worker dies between the mail server's yes and our commit: the reader's mailbox sees one letter.
        headers={"Message-ID": f"<{letter.message_id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
