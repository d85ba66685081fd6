"""The one clock of the domain: deadlines, receipts, reminders and the timeline read it, in web, worker and beat alike.

Without PORTAL_NOW it is the real clock. With it, the domain's time stands at that instant when the portal is first
started and ticks on from there; the row in `ClockSetting` lets all processes agree, and lets the demo travel.
Sessions, tokens and rate limits never read this clock.
"""

import time
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps as registry  # the package's own apps.py takes the shorter name
from django.conf import settings
from django.utils import timezone

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# How stale a process may be about a jump that another process made.
REREAD_SECONDS = 1.0

_told: ContextVar[datetime | None] = ContextVar("told_instant", default=None)
_known = {"offset": timedelta(0), "until": 0.0}


def now() -> datetime:
    """The domain's present instant, aware, in UTC."""
    if told := _told.get():
        return told
    real = timezone.now()
    return real + _offset() if settings.PORTAL_NOW else real


def today() -> date:
    """The domain's present day in Sweden."""
    return now().astimezone(STOCKHOLM).date()


@contextmanager
def at(instant: datetime):
    """Let everything inside happen at this instant: the demo's story is replayed with it."""
    token = _told.set(instant)
    try:
        yield
    finally:
        _told.reset(token)


def travel_to(instant: datetime) -> None:
    """Let the clock of every process stand at this instant now and tick on. Refused where PORTAL_NOW is unset."""
    if not settings.PORTAL_NOW:
        raise ClockIsRealError
    registry.get_model("clock", "ClockSetting").objects.update_or_create(
        pk=1, defaults={"domain": instant, "real": timezone.now()}
    )
    forget()


def forget() -> None:
    """Read the setting anew at the next call."""
    _known["until"] = 0.0


def _offset() -> timedelta:
    if time.monotonic() >= _known["until"]:
        setting = registry.get_model("clock", "ClockSetting").current(settings.PORTAL_NOW)
        _known["offset"] = setting.domain - setting.real
        _known["until"] = time.monotonic() + REREAD_SECONDS
    return _known["offset"]


class ClockIsRealError(Exception):
    """The portal follows real time; nobody may move it."""
