"""The drawing never lays anything on anything else, whatever the timetable."""

import itertools
from datetime import date, timedelta

from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import chart
from timeline.models import Milestone
from timeline.schedule import Entry, Schedule

TODAY = date(2021, 5, 12)


def milestone(number, planned, title="Milstolpe", kind="other"):
    return Milestone(
        pk=number, slug=f"m{number}", title=title, kind=kind, planned=planned, reason="x" if kind == "pause" else ""
    )


def schedule_of(*milestones, day=TODAY):
    return Schedule(sorted((Entry(m, day) for m in milestones), key=lambda e: e.place), day)


def month(day):
    return f"{day:%Y-%m}"


days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
periods = st.one_of(
    days.map(date.isoformat),
    days.map(month),
    st.tuples(days, st.integers(21, 24)).map(lambda p: f"{p[0]:%Y}-{p[1]}"),
    days.map(lambda day: f"{day:%Y}"),
    st.tuples(days, st.integers(0, 3000)).map(lambda p: f"{p[0]}/{p[0] + timedelta(days=p[1])}"),
)
titles = st.text(st.characters(categories=["L", "Nd", "Zs"]), min_size=1, max_size=200)
timetables = st.lists(
    st.tuples(periods, titles, st.sampled_from(["other", "pause", "decision"])), min_size=1, max_size=40
)


@settings(max_examples=60, deadline=None)
@given(timetables)
def test_nothing_overlaps_and_everything_is_inside(rows):
    plan = schedule_of(*(milestone(n, when, title, kind) for n, (when, title, kind) in enumerate(rows)))

    with translation.override("sv"):
        drawn = chart.draw(plan)

    boxes = [box for row in drawn.rows for box in (row.bar, row.label)]
    assert len(boxes) == 2 * len(rows)
    assert [(a, b) for a, b in itertools.combinations(boxes, 2) if a.overlaps(b)] == []
    assert all(box.x >= 0 and box.right <= chart.WIDTH + 0.1 for box in boxes)
    assert all(box.y >= chart.ROWS_TOP - 4 and box.bottom <= drawn.bottom for box in boxes)


@settings(max_examples=60, deadline=None)
@given(timetables)
def test_year_numbers_do_not_touch(rows):
    plan = schedule_of(*(milestone(n, when, title, kind) for n, (when, title, kind) in enumerate(rows)))

    with translation.override("sv"):
        drawn = chart.draw(plan)

    starts = [mark.label_x for mark in drawn.years if mark.text]
    assert all(later - earlier >= 40 for earlier, later in itertools.pairwise(starts))
    assert all(x + 40 <= chart.WIDTH for x in starts)


def test_shape_says_how_well_the_time_is_known():
    plan = schedule_of(
        milestone(1, "2019-23", kind="pause"),
        milestone(2, "2020-21"),
        milestone(3, "2021-04-06/2021-06-30"),
        milestone(4, "2021-12"),
        milestone(5, "2022"),
    )

    shapes = [row.shape for row in chart.draw(plan).rows]

    assert shapes == ["halt", "soft", "sure", "plan", "soft"]


def test_bar_lies_at_its_days():
    drawn = chart.draw(schedule_of(milestone(1, "2021-01-01/2021-12-31"), day=date(2021, 7, 2)))

    bar = drawn.rows[0].bar

    assert (drawn.first, drawn.last) == (date(2021, 1, 1), date(2022, 1, 1))
    assert (bar.x, round(bar.right)) == (6, 991)
    assert drawn.today.x == 498.6 or abs(drawn.today.x - 500) < 4


def test_bar_of_what_came_about_before_it_was_known_ends_there():
    early = milestone(1, "2022-21")
    early.sort_start, early.sort_end = date(2022, 3, 1), date(2022, 5, 31)
    early.actual_label, early.actual_known_from = "före beslutet", date(2022, 2, 24)
    drawn = chart.draw(schedule_of(early, milestone(2, "2022-02-24"), day=date(2026, 11, 22)))

    said, decided = (next(row.bar for row in drawn.rows if row.entry.milestone.pk == pk) for pk in (1, 2))

    assert said.x < said.right == decided.x


def test_today_is_drawn_only_when_it_is_near():
    near = chart.draw(schedule_of(milestone(1, "2020-12"), day=TODAY))
    far = chart.draw(schedule_of(milestone(1, "2020-12"), day=date(2026, 11, 22)))

    assert near.first <= TODAY < near.last
    assert near.today is not None
    assert far.today is None


def test_nothing_is_drawn_of_an_empty_timetable():
    assert chart.draw(Schedule([], TODAY)) is None
