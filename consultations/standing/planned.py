"""The letters of a round that nobody owes yet: when each kind goes out next, and to whom, if nothing comes between."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace

from consultations.models import Consultation
from consultations.reminders import Plan, missing_answer_at
from consultations.standing.ahead import PLAN, waiting_for_reminders
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.notifications import registry

# So many bodies of one moment are named.
NAMED = 40
MISSING = "missing_answer"


@dataclass
class Planned:
    """Letters of one kind that go out at one moment. `is_if_closed`: only when the round has closed by then."""

    at: datetime
    kind: str
    names: list = field(default_factory=list)
    is_if_closed: bool = False

    @property
    def label(self):
        return registry.get(self.kind).label

    @property
    def shown_names(self):
        """All of them, or the first of many."""
        return self.names[:NAMED]

    @property
    def unnamed(self):
        """How many there are besides the named ones."""
        return max(0, len(self.names) - NAMED)


def planned_letters(consultation: Consultation) -> list[Planned]:
    """What goes out from now on, the soonest first: two queries, whatever the number of invited bodies."""
    now, closed_on = clock.now(), _closed_on(consultation)
    known, names = {}, defaultdict(list)
    waiting = waiting_for_reminders(consultation).order_by("organisation__sort_key", "pk")
    for name, *facts in waiting.values_list("organisation__name", *PLAN):
        plan = tuple(facts)
        if plan not in known:
            known[plan] = _moments(consultation, plan, now, closed_on)
        for moment in known[plan]:
            names[moment].append(name)
    return [
        Planned(at, kind, to, is_if_closed=kind == MISSING and closed_on is None)
        for (at, kind), to in sorted(names.items())
    ]


def _closed_on(consultation):
    """The Swedish day on which it closes by itself or has been closed; None where a person is still to close it."""
    if consultation.state in {RoundState.PLANNED, RoundState.OPEN}:
        return consultation.closing_day and consultation.closing_day + timedelta(days=1)
    closings = consultation.events.filter(transition=RoundTransition.CLOSE).order_by("-at")
    at = closings.values_list("at", flat=True).first()
    return at and at.astimezone(clock.STOCKHOLM).date()


def _moments(consultation, facts, now, closed_on):
    alike = SimpleNamespace(consultation=consultation, **dict(zip(PLAN, facts, strict=True)))
    plans = Plan.all_of(alike, consultation.parts_in_short)
    moments = [(at, kind) for plan in plans for kind, at in plan.moments() if at > now]
    after = missing_answer_at(plans[0].deadline, closed_on)
    return [*moments, (after, MISSING)] if after > now else moments
