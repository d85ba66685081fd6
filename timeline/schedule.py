"""The timetable as the public could read it on a day: plan, outcome, what is now and what comes next.

The milestones keep what was planned and what came of it. What time decides (now, over, unresolved) is computed here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from rus_portal.clock.periods import FuzzyPeriod, Precision
from timeline.models import Milestone, MilestoneKind

# So long is the bar of what was planned for later than it came about, and nobody knows the day of.
ABOUT_A_MONTH = timedelta(days=30)


class Standing(StrEnum):
    """Where a milestone stands on a day."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    # The planned time is over, and nobody has noted what came of it.
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Entry:
    """One milestone on one day."""

    milestone: Milestone
    day: date

    @property
    def plan(self):
        return self.milestone.planned_period

    @cached_property
    def outcome(self):
        return self.milestone.outcome_on(self.day)

    @property
    def shown(self):
        """What is known best: the outcome, else the plan; of the same time the wording that says more."""
        if self.outcome and self.outcome.edtf == self.plan.edtf and not self.outcome.label:
            return self.plan
        return self.outcome or self.plan or FuzzyPeriod(label=self.milestone.actual_label)

    @property
    def differs(self):
        """Whether the outcome says something else than the plan: then both are shown."""
        return bool(self.outcome and self.plan and str(self.shown) != str(self.plan))

    @property
    def is_pause(self):
        return self.milestone.kind == MilestoneKind.PAUSE

    @property
    def is_vague(self):
        """Whether not even the month is known."""
        return self.shown.precision < Precision.MONTH

    @cached_property
    def standing(self):
        if self.outcome:
            return Standing.NOW if self._goes_on(self.outcome) else Standing.DONE
        if self._goes_on(self.plan):
            return Standing.NOW
        return Standing.UNRESOLVED if self.last_day < self.day else Standing.AHEAD

    def _goes_on(self, period):
        # A decision falls on one day of its month: nobody can say that it "goes on" in December.
        is_moment = self.milestone.kind == MilestoneKind.DECISION
        return not is_moment and period.surely_contains(self.day)

    @property
    def first_day(self):
        """For sorting and drawing only."""
        return self.shown.first_day or self.milestone.sort_start

    @property
    def last_day(self):
        return self.shown.last_day or self.milestone.sort_end

    @property
    def drawn_days(self):
        """Where its bar begins and ends: an outcome in words alone came about before it was known."""
        first, last = self.first_day, self.last_day
        known = self.milestone.actual_known_from
        if not self.outcome or self.shown.first_day or known is None or last <= known:
            return first, last
        return min(first, known - ABOUT_A_MONTH), known

    @property
    def year(self):
        return self.first_day.year

    @property
    def place(self):
        """By year; within it as planned, so that the chain of decisions keeps its order when one outcome is known."""
        start, end = self.first_day, self.last_day
        if self.plan.edtf and self.plan.first_day.year == self.year:
            start, end = self.plan.first_day, self.plan.last_day
        return (self.year, start, end, self.milestone.order, self.milestone.pk)

    @property
    def when(self):
        """The time in words; a plan that is vague or past says that it is a plan."""
        return self._worded(str(self.shown))

    @property
    def spoken(self):
        """The same for a screen reader."""
        return self._worded(self.shown.spoken)

    def _worded(self, time):
        is_plan = not self.outcome and (self.is_vague or self.standing == Standing.UNRESOLVED)
        return _("planned for %(time)s") % {"time": time} if is_plan else time

    @property
    def planned_before(self):
        """What the plan said, once the outcome says something else."""
        return _("planned: %(time)s") % {"time": self.plan} if self.differs else ""


@dataclass(frozen=True)
class Schedule:
    """All entries of a day in their order."""

    entries: list
    day: date

    @property
    def years(self):
        """(year, entries) in order."""
        return [(year, list(group)) for year, group in groupby(self.entries, key=lambda entry: entry.year)]

    @property
    def now(self):
        return [entry for entry in self.entries if entry.standing == Standing.NOW]

    @property
    def next(self):
        """What comes next; two things planned for the same time come next together."""
        ahead = [entry for entry in self.entries if entry.standing == Standing.AHEAD]
        return [entry for entry in ahead if entry.when == ahead[0].when]

    @property
    def unresolved(self):
        return [entry for entry in self.entries if entry.standing == Standing.UNRESOLVED]


def on(day, milestones=None):
    """The timetable as it could be known on that day. One query."""
    known = (milestones or Milestone.objects).known_on(day).with_facts()
    return Schedule(sorted((Entry(milestone, day) for milestone in known), key=lambda e: e.place), day)
