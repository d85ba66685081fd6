"""Somebody of the public who wants to hear of consultations, and does."""

from consultations import periodic
from consultations.actions.announcing import ALL_ROUNDS
from rus_portal.demo.chapters.story import Event, moment
from rus_portal.notifications import subscribing
from rus_portal.notifications.models import Level, Subscription

ADDRESS = "prenumerant@medborgare.example"


def events(_cast):
    """The clock's tick is told only when something has happened lately."""
    return [
        Event(moment(2021, 3, 30, 9), _ask),
        Event(moment(2021, 3, 30, 10), _say_yes),
        *(Event(when, periodic.announce_to_subscribers) for when in _TICKS),
    ]


_TICKS = [moment(2021, 4, 6, 9), moment(2021, 7, 1, 9), moment(2022, 3, 25, 9, 2)]


def _ask():
    subscribing.ask(email=ADDRESS, topic=ALL_ROUNDS, label="Alla remisser", level=Level.ALL, language="sv")


def _say_yes():
    subscribing.confirm(Subscription.objects.get(email=ADDRESS))
