"""What people do with the timeline, the groups and the news."""

from datetime import date

from django.db import transaction
from django.utils import translation

from rus_portal import clock
from rus_portal.accounts.models import User
from rus_portal.clock.periods import FuzzyPeriod
from timeline.models import Body, Group, Milestone, NewsItem, Seat


class PeriodHasNoDaysError(Exception):
    """A time in words alone cannot be put in order: say between which days it lies."""


@transaction.atomic
def add_body(*, by: User | None, **fields) -> Body:
    """A political body that decides or is heard."""
    return Body.objects.create(**fields)


@transaction.atomic
def add_group(*, by: User | None, seats: list[dict] = (), **fields) -> Group:
    """A group with its seats, in the order given: seats=[{"title": …, "body": …, "places": …}]."""
    group = Group.objects.create(**fields)
    Seat.objects.bulk_create(Seat(group=group, **({"order": order} | seat)) for order, seat in enumerate(seats))
    return group


@transaction.atomic
def add_milestone(*, by: User | None, **fields) -> Milestone:
    """Something planned, or something that happened. The days that only sort are found from the period."""
    milestone = Milestone(**fields)
    _settle(milestone)
    milestone.save()
    milestone.changes.create(by=by)
    return milestone


@transaction.atomic
def change_milestone(milestone: Milestone, *, by: User | None, **fields) -> Milestone:
    """Change the plan or the words; what stood there before is kept."""
    stored = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    before = {name: _plain(getattr(stored, name)) for name in fields if getattr(stored, name) != fields[name]}
    if not before:
        return stored
    for name, value in fields.items():
        setattr(stored, name, value)
    _settle(stored)
    stored.revision += 1
    stored.changed_at = clock.now()
    stored.save()
    stored.changes.create(by=by, before=before)
    return stored


def record_outcome(
    milestone: Milestone, *, actual: str, known_from: date, by: User | None, label: str = "", note: str = ""
) -> Milestone:
    """Note what came of a plan, beside it, and from which day it could be known."""
    return change_milestone(
        milestone,
        by=by,
        actual=actual,
        actual_label=label,
        actual_known_from=known_from,
        outcome_note=note,
    )


@transaction.atomic
def publish_news(*, by: User | None, **fields) -> NewsItem:
    """A notice, shown from its `published_at` on."""
    return NewsItem.objects.create(**fields)


def _settle(milestone):
    """Check the periods, drop labels that say nothing of their own, and find the days that sort."""
    planned = FuzzyPeriod.parse(milestone.planned, milestone.planned_label)
    actual = FuzzyPeriod.parse(milestone.actual, milestone.actual_label)
    milestone.planned_label = _own_words(planned)
    milestone.actual_label = _own_words(actual)
    for period in (actual, planned):
        if period.edtf:
            milestone.sort_start, milestone.sort_end = period.first_day, period.last_day
            return
    if not (milestone.sort_start and milestone.sort_end):
        raise PeriodHasNoDaysError(planned.label or actual.label)


def _own_words(period):
    """The label, unless it repeats the period: "våren 2022" beside 2022-21 would only hide the English words."""
    with translation.override("sv"):
        return "" if period.edtf and period.label == str(FuzzyPeriod(period.edtf)) else period.label


def _plain(value):
    return value if value is None or isinstance(value, int | str) else str(value)
