"""Owing and stopping letters."""

from django.db import transaction
from django.utils.translation import get_language

from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter


@transaction.atomic
def owe(*, recipient, kind, about, subject, text, html="", deadline=None, recipient_name="", language=None):
    """Note that a letter is owed, once for each (recipient, kind, about, deadline); the worker sends it after the commit.

    Returns the letter, or None when it was owed already.
    """
    letters = Letter.objects.bulk_create(
        [
            Letter(
                recipient=recipient.lower(),
                recipient_name=recipient_name,
                kind=kind,
                about=about,
                deadline=deadline,
                subject=" ".join(subject.split())[:250],
                text=text,
                html=html,
                language=language or get_language() or "sv",
            )
        ],
        ignore_conflicts=True,
    )
    letter = Letter.objects.filter(message_id=letters[0].message_id).first()
    if letter:
        tasks.send_letter.delay_on_commit(letter.pk)
    return letter


def stop(about, *, kinds):
    """Cancel unsent letters of these kinds about one thing. Returns how many."""
    return Letter.objects.about(about).filter(kind__in=kinds).cancel()
