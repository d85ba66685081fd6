"""Owing and stopping letters. See also `returning` (what comes back) and `subscribing` (who asks for letters)."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from rus_portal.notifications import registry, tasks
from rus_portal.notifications.models import Letter, PausedAddress


def letter(*, recipient, kind, about, subject, text, language=None, html="", **fields):
    """A letter in the one way of writing it, not yet owed: `owe_all` takes many of them.

    One that is given as text only is set in the frame of all letters.
    """
    language = language or get_language() or "sv"
    subject = " ".join(subject.split())[:250]
    return Letter(
        recipient=recipient.lower(),
        kind=kind,
        about=about,
        subject=subject,
        text=text,
        html=html or _framed(subject, text, language),
        language=language,
        **fields,
    )


def _framed(subject, text, language):
    context = {"subject": subject, "text": text, "portal_name": settings.PORTAL_NAME, "portal_url": settings.PORTAL_URL}
    with override(language):
        return render_to_string("notifications/email/plain.html", context)


def owe(**fields):
    """Note that a letter is owed, once for each (recipient, kind, about, deadline, ordinal); a worker sends it.

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


def owe_new(letters):
    """Owe letters about what is itself new, so that none can be owed already: one query instead of two.

    No worker is told, so that no answer waits for the broker: the relay finds them within ten seconds.
    """
    return Letter.objects.bulk_create(letters)


def stop(about, *, kinds):
    """Cancel unsent letters of these kinds about one thing. Returns how many."""
    return Letter.objects.about(about).filter(kind__in=kinds).cancel()


@transaction.atomic
def lift_pause(address, *, by):
    """Let letters go to an address again; what is owed to it is sent within a minute. Says whether it was paused."""
    is_lifted = bool(PausedAddress.objects.filter(address__iexact=address).lift(by=by))
    if is_lifted:
        came_back = Q(bounced_at__isnull=False) | Q(failed_at__isnull=False)
        for letter in Letter.objects.filter(came_back, recipient=address.lower()):
            registry.get(letter.kind).works_again(letter)
    return is_lifted


def send_anew(letter):
    """Owe once more what has been sent or refused, as a letter of its own: the first one stays as it was."""
    same = ("recipient", "recipient_name", "kind", "about", "deadline", "belongs_to", "subject", "text", "html")
    same += ("language", "needs_right", "one_click")
    namesakes = Letter.objects.filter(
        recipient=letter.recipient, kind=letter.kind, about=letter.about, deadline=letter.deadline
    )
    last = namesakes.order_by("-ordinal").values_list("ordinal", flat=True)[0]
    anew = Letter(**{name: getattr(letter, name) for name in same}, ordinal=last + 1)
    return next(iter(owe_all([anew])), None)
