"""The demo's days: the story can be replayed up to each of them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rus_portal import clock


@dataclass(frozen=True)
class Phase:
    """A day of the story. `slug` is what `seed demo --at` takes; `at` None means the real day."""

    slug: str
    name: str
    at: datetime | None


def _day(*parts):
    return datetime(*parts, tzinfo=clock.STOCKHOLM)


PHASES = {
    phase.slug: phase
    for phase in (
        Phase("dialog", _("The dialogues, November 2020"), _day(2020, 11, 25, 9)),
        Phase("remiss", _("The consultation is open, May 2021"), _day(2021, 5, 12, 9)),
        Phase("bearbetning", _("The answers are weighed, September 2021"), _day(2021, 9, 6, 9)),
        Phase("idag", _("Today"), None),
    )
}
FIRST = PHASES["remiss"]


def strip():
    """What the strip at the top of each page says: the clock's day, and where it can travel."""
    return {"now": clock.now(), "phases": list(PHASES.values()), "region": settings.PORTAL_REGION}
