"""Which answers have waited too long for registration: "without delay" means by the next working day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from consultations.models import RegistryEntry, Response
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


@dataclass(frozen=True)
class Waiting:
    """An answer in the registrars' queue: for how many days it has lain there, and whether that is too long."""

    response: Response
    days: int
    is_overdue: bool


def waiting(responses) -> list[Waiting]:
    """These answers as the queue shows them."""
    today, limit = clock.today(), overdue_before(clock.now())
    return [Waiting(one, (today - arrived_on(one)).days, is_overdue=one.received_at < limit) for one in responses]


def arrived_on(response):
    """The Swedish day on which the answer reached the region."""
    return response.received_at.astimezone(clock.STOCKHOLM).date()


def next_number(consultation) -> str:
    """The round's registry number with the next serial number: `RUN 2021/42-17`."""
    prefix = consultation.registry_number
    entries = RegistryEntry.objects.filter(response__consultation=consultation)
    serial = entries.count() + 1
    while RegistryEntry.objects.filter(number=f"{prefix}-{serial}").exists():
        serial += 1
    return f"{prefix}-{serial}"
