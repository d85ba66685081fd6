"""Which answers have waited too long for registration: "without delay" means by the next working day."""

from datetime import datetime, time, timedelta

from consultations.models import Response
from consultations.workflow import ResponseState
from rus_portal import clock
from rus_portal.clock import office


def unregistered():
    """Received, and not yet in the registry."""
    return Response.objects.filter(state=ResponseState.RECEIVED)


def overdue():
    """Unregistered, although a working day has begun since the day of arrival (scenario 14)."""
    return unregistered().filter(received_at__lt=overdue_before(clock.now()))


def overdue_before(now) -> datetime:
    """Midnight before the latest working day that has begun; holidays are none."""
    local = now.astimezone(clock.STOCKHOLM)
    begun = local.date() if local.time() >= office.OPENS else local.date() - timedelta(days=1)
    return datetime.combine(office.opening_until(begun).date(), time(), clock.STOCKHOLM)
