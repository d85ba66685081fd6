"""What readers send and what officials do with it. Nothing here knows who a reader is."""

import uuid

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from rus_portal import clock
from rus_portal.accounts.models import User
from rus_portal.notifications.actions import owe
from rus_portal.site.models import AccessibilityReport, AccessibilityStatement, PageFeedback

# For how long one may add what one missed to the answer one just gave; by the real clock, as all signatures.
EXPLAIN_SECONDS = 3600
SALT = "page-feedback"


class TooLateToExplainError(Exception):
    """The answer was given too long ago, or the number is not one that we gave."""


@transaction.atomic
def record_feedback(*, page: str, helped: bool) -> PageFeedback:
    """Note one answer to "did this page help you?"."""
    return PageFeedback.objects.create(page=page, helped=helped)


def ticket_for(feedback: PageFeedback) -> str:
    """A signed number with which the reader, without cookie, can add words to the answer."""
    return signing.dumps(feedback.pk, salt=SALT)


@transaction.atomic
def explain_feedback(ticket: str, *, text: str) -> PageFeedback:
    """Add what the reader missed. Words that are there already stay."""
    try:
        pk = signing.loads(ticket, salt=SALT, max_age=EXPLAIN_SECONDS)
    except signing.BadSignature as problem:
        raise TooLateToExplainError from problem
    feedback = PageFeedback.objects.select_for_update().filter(pk=pk).first()
    if feedback is None:
        raise TooLateToExplainError
    if text not in feedback.text:
        feedback.text = "\n\n".join(filter(None, [feedback.text, text]))
        feedback.save(update_fields=["text"])
    return feedback


@transaction.atomic
def report_barrier(*, text: str, page: str = "", email: str = "") -> AccessibilityReport:
    """Keep a message about a barrier, and tell those who answer for the portal."""
    report = AccessibilityReport.objects.create(text=text, page=page, email=email)
    with translation.override(settings.LANGUAGE_CODE):
        owe(
            recipient=settings.CONTACT_EMAIL,
            kind="accessibility",
            about=f"accessibility:{report.pk}",
            subject=_("A message about accessibility"),
            text=_("Page: %(page)s\nReply to: %(email)s\n\n%(text)s")
            % {"page": page or "–", "email": email or "–", "text": text},
        )
    return report


@transaction.atomic
def send_message(*, text: str, name: str = "", email: str = "") -> None:
    """Pass a message on to the project group. It is kept as a letter and nowhere else."""
    with translation.override(settings.LANGUAGE_CODE):
        owe(
            recipient=settings.CONTACT_EMAIL,
            kind="contact",
            about=f"contact:{uuid.uuid4().hex}",
            subject=_("A message from the portal"),
            text=_("Name: %(name)s\nReply to: %(email)s\n\n%(text)s")
            % {"name": name or "–", "email": email or "–", "text": text},
        )


@transaction.atomic
def mark_answered(report: AccessibilityReport, *, by: User) -> None:
    """Note that the message has been answered. The first one who does it stands."""
    AccessibilityReport.objects.filter(pk=report.pk).unanswered().update(answered_at=clock.now(), answered_by=by)


@transaction.atomic
def save_statement(*, by: User, **fields) -> AccessibilityStatement:
    """The one accessibility statement."""
    return AccessibilityStatement.objects.update_or_create(pk=1, defaults=fields)[0]
