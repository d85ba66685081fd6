"""Owing and stopping letters."""

from django.db import transaction
from django.utils.translation import get_language

from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter


def letter(*, recipient, kind, about, subject, text, language=None, **fields):
    """A letter in the one way of writing it, not yet owed: `owe_all` takes many of them."""
    return Letter(
        recipient=recipient.lower(),
        kind=kind,
        about=about,
        subject=" ".join(subject.split())[:250],
        text=text,
        language=language or get_language() or "sv",
        **fields,
    )


def owe(**fields):
    """Note that a letter is owed, once for each (recipient, kind, about, deadline); a worker sends it after the commit.

    Returns the letter, or None when it was owed already.
    """
    return next(iter(owe_all([letter(**fields)])), None)


def owe_all(letters):
    """Owe many letters in two queries. Returns those that were not owed before."""
    return _owe(letters) if letters else []


@transaction.atomic
def _owe(letters):
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    # A conflict leaves no trace in what bulk_create returns; the message ids tell which rows came in.
    new = list(Letter.objects.filter(message_id__in=[one.message_id for one in letters]).order_by("pk"))
    tasks.hand_over_on_commit([one.pk for one in new])
    return new


def stop(about, *, kinds):
    """Cancel unsent letters of these kinds about one thing. Returns how many."""
    return Letter.objects.about(about).filter(kind__in=kinds).cancel()
