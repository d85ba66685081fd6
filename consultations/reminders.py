"""Which reminder is owed when (DESIGN.md promise 5): pure arithmetic on Swedish days."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from consultations.deadlines import Deadline
from rus_portal.clock import STOCKHOLM

# Days before the last day -> kind of letter, the nearest first.
KINDS = {1: "reminder_1", 7: "reminder_7", 28: "reminder_28"}
# People read mail in the morning, and nobody wants one at midnight.
HOUR = time(8)


@dataclass(frozen=True)
class Plan:
    """The reminders of one invited body: its own deadline, and when it was last told of it."""

    deadline: Deadline
    told_at: datetime | None = None

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
        for days, kind in KINDS.items():
            at = datetime.combine(self.deadline.last_day - timedelta(days=days), HOUR, STOCKHOLM)
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
