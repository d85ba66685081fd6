"""Which reminder is owed when (DESIGN.md promise 5): pure arithmetic on Swedish working days."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from consultations.deadlines import Deadline
from rus_portal.clock import office

# Days before the last day -> kind of letter, the nearest first.
KINDS = {1: "reminder_1", 7: "reminder_7", 28: "reminder_28"}
# The same for parts with a last day of their own, by that day.
PART_KINDS = {1: "part_reminder_1", 7: "part_reminder_7", 28: "part_reminder_28"}
# What an answer, more time or another contact makes needless.
TO_BODIES = [*KINDS.values(), *PART_KINDS.values()]
# To those who hold a draft that is not sent; the region never hears of these.
DRAFT_KINDS = {1: "unsent_draft_1", 7: "unsent_draft_7"}
DRAFT_PART_KINDS = {1: "unsent_part_1", 7: "unsent_part_7"}


def office_hour(deadline: Deadline, days: int) -> datetime:
    """When a reminder goes out that belongs so many days before the last day.

    In the morning, on that day or the next working day; when that would be too late, on the last one before.
    """
    day = deadline.last_day - timedelta(days=days)
    at = office.opening_from(day)
    return at if deadline.includes(at) else office.opening_until(day)


@dataclass(frozen=True)
class Plan:
    """The reminders of one invited body, or of one draft: its own deadline, and when it was last told of it.

    `parts` are those that the deadline is about; empty means the whole.
    """

    deadline: Deadline
    told_at: datetime | None = None
    kinds: dict = field(default_factory=lambda: KINDS)
    parts: tuple = ()

    @classmethod
    def of(cls, invitation):
        """The plan of an invitation that was fetched `with_plan()`."""
        last_day = invitation.consultation.last_day
        if invitation.extended_to and invitation.extended_to > last_day:
            told = [at for at in (invitation.extended_at, invitation.moved_at) if at]
            return cls(Deadline(invitation.extended_to), max(told, default=None))
        times = [at for at in (invitation.sent_at, invitation.moved_at) if at]
        return cls(Deadline(last_day), max(times, default=None))

    @classmethod
    def all_of(cls, invitation, parts):
        """The plan of the whole, and one for each earlier day of `parts`, which were fetched `with_last_move()`.

        Parts with the same last day share their reminders. Whoever has been given more time has it for all parts.
        """
        whole = cls.of(invitation)
        return [whole, *whole.sooner(parts, PART_KINDS, lambda part: part.moved_at)]

    def sooner(self, parts, kinds, moved_at=lambda part: None):
        """The plans of those of these parts that are wanted before the whole, a plan for each day.

        `moved_at(part)` says when the same people were last told of a part's day, if that was by itself.
        """
        by_day = {}
        for part in parts:
            if part.deadline_for(self.deadline) < self.deadline:
                by_day.setdefault(part.deadline, []).append(part)
        for day, found in sorted(by_day.items()):
            # A reminder is owed as long as there is one part of whose day they were told before.
            told = [max((at for at in (self.told_at, moved_at(part)) if at), default=None) for part in found]
            yield Plan(day, None if None in told else min(told), kinds, tuple(found))

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


def missing_answer_at(deadline: Deadline, closed_on: date | None) -> datetime:
    """When a body that was silent is written to: the working day after its own last day and after the closing."""
    last = max(deadline.last_day, closed_on) if closed_on else deadline.last_day
    return office.opening_from(last + timedelta(days=1))


def next_of(plans, now):
    """When the next reminder of any of these plans will be owed, or None."""
    return min((at for plan in plans if (at := plan.coming(now))), default=None)
