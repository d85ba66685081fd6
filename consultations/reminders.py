"""Which reminder is owed when (DESIGN.md promise 5): pure arithmetic on Swedish working days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consultations.deadlines import Deadline
from rus_portal.clock import office

# Days before the last day -> kind of letter, the nearest first.
KINDS = {1: "reminder_1", 7: "reminder_7", 28: "reminder_28"}
# To those who hold a draft that is not sent; the region never hears of these.
DRAFT_KINDS = {1: "unsent_draft_1", 7: "unsent_draft_7"}


def office_hour(deadline: Deadline, days: int) -> datetime:
    """When a reminder goes out that belongs so many days before the last day.

    In the morning, on that day or the next working day; when that would be too late, on the last one before.
    """
    day = deadline.last_day - timedelta(days=days)
    at = office.opening_from(day)
    return at if deadline.includes(at) else office.opening_until(day)


@dataclass(frozen=True)
class Plan:
    """The reminders of one invited body, or of one draft: its own deadline, and when it was last told of it."""

    deadline: Deadline
    told_at: datetime | None = None
    kinds: dict = field(default_factory=lambda: KINDS)

    @classmethod
    def of(cls, invitation):
        """The plan of an invitation that was fetched `with_plan()`."""
        last_day = invitation.consultation.last_day
        if invitation.extended_to and invitation.extended_to > last_day:
            told = [at for at in (invitation.extended_at, invitation.moved_at) if at]
            return cls(Deadline(invitation.extended_to), max(told, default=None))
        times = [at for at in (invitation.sent_at, invitation.moved_at) if at]
        return cls(Deadline(last_day), max(times, default=None))

    def moments(self):
        """(kind, instant), the last one first; those that lie before the body was told are not owed."""
        for days, kind in self.kinds.items():
            at = office_hour(self.deadline, days)
            if self.told_at is None or self.told_at < at:
                yield kind, at

    def due(self, now):
        """The kind that is owed now: after an outage only the nearest one, after the deadline none."""
        if not self.deadline.includes(now):
            return None
        return next((kind for kind, at in self.moments() if at <= now), None)

    def coming(self, now):
        """When the next one will be owed, or None."""
        return min((at for _kind, at in self.moments() if at > now), default=None)
