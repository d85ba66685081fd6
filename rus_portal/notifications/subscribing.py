"""Letters for whoever asks for them: asked for by mail twice over, ended with one click, and then forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from rus_portal import clock
from rus_portal.notifications import actions
from rus_portal.notifications.models import Letter, PausedAddress, ReturnedMail, Subscription
from rus_portal.notifications.writing import as_text

ASK = "confirm_subscription"
# So many questions go to one address, and so many may wait there: nobody can have another's mailbox filled.
MOST_A_DAY, MOST_UNANSWERED = 3, 5
TIME_TO_ANSWER = timedelta(days=7)


@transaction.atomic
def ask(*, email: str, topic: str, label: str, level: str, language: str) -> None:
    """Ask an address, by a letter, whether it wants letters about this. At most one question a day and topic."""
    email = email.lower()
    if _is_asked_enough(email, topic):
        return
    wish = {"level": level, "language": language}
    subscription, is_new = Subscription.objects.get_or_create(email=email, topic=topic, defaults=wish)
    if not is_new and subscription.confirmed_at is None:
        Subscription.objects.filter(pk=subscription.pk).update(**wish)
    actions.owe_all([_question(subscription, label, language)])


def _is_asked_enough(email, topic):
    today = Letter.objects.filter(recipient=email, kind=ASK, created_at__gt=clock.now() - timedelta(days=1))
    unanswered = Subscription.objects.filter(email=email, confirmed_at=None).exclude(topic=topic)
    return today.count() >= MOST_A_DAY or unanswered.count() >= MOST_UNANSWERED


def _question(subscription, label, language):
    with override(language):
        context = {
            "subscription": subscription,
            "label": label,
            "link": link_to(subscription),
            "portal_name": settings.PORTAL_NAME,
            "portal_url": settings.PORTAL_URL,
        }
        name = "notifications/email/confirm_subscription"
        return actions.letter(
            recipient=subscription.email,
            kind=ASK,
            about=subscription.about,
            ordinal=clock.today().toordinal(),
            subject=as_text(f"{name}.subject.txt", context),
            text=as_text(f"{name}.txt", context),
            html=render_to_string(f"{name}.html", context),
            language=language,
        )


def link_to(subscription) -> str:
    """Where whoever holds the letter confirms, changes or ends it."""
    return f"{settings.PORTAL_URL}{reverse('site:subscription', args=[subscription.key])}"


def one_click_link(subscription) -> str:
    """Where a mail program ends it by itself (RFC 8058)."""
    return f"{settings.PORTAL_URL}{reverse('site:end_subscription', args=[subscription.key])}"


@transaction.atomic
def confirm(subscription: Subscription, *, level: str | None = None) -> None:
    """The holder of the letter says yes, or chooses how much to hear."""
    subscription.level = level or subscription.level
    subscription.confirmed_at = subscription.confirmed_at or clock.now()
    subscription.save(update_fields=["level", "confirmed_at"])


@transaction.atomic
def end(subscription: Subscription) -> None:
    """End it at once, and forget the address with everything that was sent to it because of it."""
    letters = Letter.objects.filter(about__startswith=f"{subscription.about}:") | Letter.objects.about(
        subscription.about
    )
    ReturnedMail.objects.filter(letter__in=letters).update(letter=None, reason="")
    letters.delete()
    if not Letter.objects.filter(recipient=subscription.email).exists():
        PausedAddress.objects.filter(address=subscription.email).delete()
    subscription.delete()


def end_because_of(letter: Letter) -> None:
    """A letter of a subscription does not arrive: nobody misses the next one."""
    if subscription := of_letter(letter):
        end(subscription)


def of_letter(letter: Letter) -> Subscription | None:
    """The subscription that a letter was sent because of, if it still stands."""
    return Subscription.objects.filter(pk=int(letter.about.split(":")[1])).first()


def is_unanswered(letter: Letter) -> bool:
    """Whether the question is still to be asked."""
    return of_letter(letter) is not None


def forget_unconfirmed() -> int:
    """Delete the addresses of those who have not said yes within a week."""
    silent = Subscription.objects.filter(confirmed_at=None, created_at__lt=clock.now() - TIME_TO_ANSWER)
    for subscription in silent:
        end(subscription)
    return len(silent)
