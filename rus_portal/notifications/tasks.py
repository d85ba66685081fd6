"""Empties the list of owed letters. The row lock is the claim; what was sent stays sent."""

import logging
import smtplib
from datetime import timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from kombu.exceptions import OperationalError

from rus_portal.notifications import registry
from rus_portal.notifications.models import Letter, PausedAddress

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=1)


@shared_task
def send_letter(letter_id: int) -> None:
    """Send one letter, unless it has been sent, cancelled, or become needless; or must wait for office hours.

    A fault that may heal leaves the row unsent with its reason; the relay tries again, ever more seldom.
    """
    with transaction.atomic():
        unsent = Letter.objects.unsent().reachable().within_hours().select_for_update(of=("self",), skip_locked=True)
        letter = unsent.filter(pk=letter_id).first()
        if letter is None:
            return
        if not registry.get(letter.kind).is_still_owed(letter):
            letter.mark_cancelled()
            return
        try:
            _message(letter).send()
        except (OSError, ValueError) as fault:  # every SMTPException is an OSError
            _note(letter, fault)
            return
        letter.mark_sent()


def hand_over_on_commit(letter_ids):
    """Tell the workers of new letters. Without broker nothing is lost: the rows stand, and the relay finds them."""
    transaction.on_commit(partial(_hand_over, letter_ids), robust=True)


def _hand_over(letter_ids):
    for letter_id in letter_ids:
        try:
            send_letter.delay(letter_id)
        except OperationalError:
            logger.warning("no broker, the relay will send the letters")
            return


def _note(letter, fault):
    reason = _reason(fault)
    logger.warning("letter not sent", extra={"letter": letter.pk, "fault": type(fault).__name__})
    if not _is_final(fault):
        letter.mark_tried(reason, again_in=min(timedelta(minutes=2**letter.attempts), LONGEST_WAIT))
        return
    letter.mark_failed(reason)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        PausedAddress.objects.pause(letter.recipient, reason=reason)
    registry.get(letter.kind).refused(letter)


def _is_final(fault):
    """Whether no retry heals it: no such mailbox, not an address, this letter is not wanted there."""
    match fault:
        case smtplib.SMTPRecipientsRefused():
            return all(500 <= code < 600 for code, _reason in fault.recipients.values())
        case smtplib.SMTPDataError():
            return 500 <= fault.smtp_code < 600
        case OSError():
            return False
    return True


def _reason(fault):
    match fault:
        case smtplib.SMTPRecipientsRefused():
            return "; ".join(f"{code} {_readable(text)}" for code, text in fault.recipients.values())
        case smtplib.SMTPResponseException():
            return f"{fault.smtp_code} {_readable(fault.smtp_error)}"
    return f"{type(fault).__name__}: {fault}"


def _readable(text):
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)


def _message(letter):
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    complete = partial(registry.get(letter.kind).complete, letter)
    message = EmailMultiAlternatives(
        letter.subject,
        complete(letter.text),
        to=[letter.recipient],
        # The same name if the worker dies between the mail server's yes and our commit: the mailbox sees one letter.
        headers={
            "Message-ID": f"<{letter.message_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            **_way_out(letter),
        },
    )
    if letter.html:
        message.attach_alternative(complete(letter.html), "text/html")
    return message


def _way_out(letter):
    """One click in the mail program ends a subscription (RFC 8058)."""
    if not letter.one_click:
        return {}
    return {"List-Unsubscribe": f"<{letter.one_click}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
