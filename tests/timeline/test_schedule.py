"""The timetable as it could be known on a day."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from consultations.workflow import RoundState
from rus_portal.clock.periods import InvalidPeriodError
from tests.factories import (
    BodyFactory,
    ConsultationFactory,
    MilestoneFactory,
    NewsItemFactory,
    UserFactory,
)
from timeline import actions, schedule
from timeline.models import Milestone, MilestoneKind, NewsItem
from timeline.schedule import Standing

pytestmark = pytest.mark.django_db
MAY = date(2021, 5, 12)


def plan(slug, planned="", kind=MilestoneKind.OTHER, **fields):
    """A milestone made as people make them."""
    return actions.add_milestone(by=None, slug=slug, title=slug, kind=kind, planned=planned, **fields)


@pytest.fixture
def seed_timeline():
    """The four rows of the region's own page, the last one split in two (DOMAIN.md §1.2)."""
    plan("remissperiod", "2021-04-06/2021-06-30", MilestoneKind.CONSULTATION)
    plan("bearbetning", "2021-08/2021-09", MilestoneKind.COMPILATION)
    plan("run", "2021-12", MilestoneKind.DECISION, body=BodyFactory(code="RUN"))
    plan("rs", "2022-21", MilestoneKind.DECISION, order=1)
    plan("rf", "2022-21", MilestoneKind.DECISION, order=2)


def standing_on(day, slug="a"):
    return next(e.standing for e in schedule.on(day).entries if e.milestone.slug == slug)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "sv",
            ["6 april–30 juni 2021", "augusti–september 2021", "december 2021"] + ["planerat till våren 2022"] * 2,
        ),
        (
            "en",
            ["6 April–30 June 2021", "August–September 2021", "December 2021"] + ["planned for spring 2022"] * 2,
        ),
    ],
)
def test_seed_timeline_reads_in_order_under_its_years(seed_timeline, language, texts):
    with translation.override(language):
        plan_ = schedule.on(MAY)
        read = [entry.when for entry in plan_.entries]

    assert read == texts
    assert [(year, len(entries)) for year, entries in plan_.years] == [(2021, 3), (2022, 2)]


def test_now_and_next_are_found(seed_timeline):
    plan_ = schedule.on(MAY)

    assert [entry.milestone.slug for entry in plan_.now] == ["remissperiod"]
    assert [entry.milestone.slug for entry in plan_.next] == ["bearbetning"]


def test_two_things_planned_for_the_same_time_come_next_together(seed_timeline):
    assert [entry.milestone.slug for entry in schedule.on(date(2022, 1, 10)).next] == ["rs", "rf"]


@pytest.mark.parametrize(
    ("planned", "kind", "day", "standing"),
    [
        ("2021-04-06/2021-06-30", "other", date(2021, 4, 5), Standing.AHEAD),
        ("2021-04-06/2021-06-30", "other", date(2021, 4, 6), Standing.NOW),
        ("2021-04-06/2021-06-30", "other", date(2021, 6, 30), Standing.NOW),
        ("2021-04-06/2021-06-30", "other", date(2021, 7, 1), Standing.UNRESOLVED),
        ("2021-08/2021-09", "compilation", date(2021, 9, 6), Standing.NOW),
        # Nobody knows on which day of December: a decision never "goes on".
        ("2021-12", "decision", date(2021, 12, 10), Standing.AHEAD),
        ("2022-21", "decision", date(2022, 4, 1), Standing.AHEAD),
        ("2022-21", "other", date(2022, 4, 1), Standing.AHEAD),
        ("2022-21", "decision", date(2022, 6, 1), Standing.UNRESOLVED),
        ("2021", "other", date(2021, 6, 1), Standing.AHEAD),
    ],
)
def test_plan_alone_says_where_it_stands(planned, kind, day, standing):
    plan("a", planned, kind)

    assert standing_on(day) == standing


def test_unresolved_plan_still_reads_as_a_plan():
    plan("a", "2021-12", MilestoneKind.DECISION)

    with translation.override("sv"):
        entry = schedule.on(date(2026, 1, 1)).entries[0]
        assert (entry.when, entry.planned_before) == ("planerat till december 2021", "")


def test_outcome_is_shown_beside_the_plan_from_the_day_it_was_known():
    milestone = plan("rf", "2022-21", MilestoneKind.DECISION)
    actions.record_outcome(milestone, actual="2022-02-24", known_from=date(2022, 2, 24), by=UserFactory())

    with translation.override("sv"):
        before = schedule.on(date(2022, 2, 23)).entries[0]
        after = schedule.on(date(2022, 2, 24)).entries[0]
        read = [(entry.when, entry.planned_before, entry.standing) for entry in (before, after)]

    assert read == [
        ("planerat till våren 2022", "", Standing.AHEAD),
        ("24 februari 2022", "planerat: våren 2022", Standing.DONE),
    ]


def test_known_outcome_does_not_break_the_order_of_the_decisions():
    plan("rs", "2022-21", MilestoneKind.DECISION, order=1)
    last = plan("rf", "2022-21", MilestoneKind.DECISION, order=2)
    actions.record_outcome(last, actual="2022-02-24", known_from=date(2022, 2, 24), by=None)

    assert [e.milestone.slug for e in schedule.on(date(2026, 1, 1)).entries] == ["rs", "rf"]


def test_outcome_in_another_year_moves_the_milestone_there():
    plan("a", "2021-12")
    late = plan("b", "2021-11")
    actions.record_outcome(late, actual="2022-01-20", known_from=date(2022, 1, 20), by=None)

    years = schedule.on(date(2022, 2, 1)).years

    assert [(year, [e.milestone.slug for e in entries]) for year, entries in years] == [(2021, ["a"]), (2022, ["b"])]


def test_public_knows_only_what_it_could_know_that_day():
    plan("early", "2019-23", visible_from=date(2019, 12, 1))
    plan("later", "2021-12", visible_from=date(2021, 4, 6))

    known = [[e.milestone.slug for e in schedule.on(day).entries] for day in (date(2020, 11, 25), MAY)]

    assert known == [["early"], ["early", "later"]]


def test_milestone_of_a_round_follows_a_moved_deadline():
    opens = datetime(2021, 4, 6, 6, tzinfo=UTC)
    round_ = ConsultationFactory(opens_at=opens, last_day=date(2021, 7, 14))
    plan("remiss", "2021-04-06/2021-06-30", MilestoneKind.CONSULTATION, consultation=round_)

    with translation.override("sv"):
        entry = schedule.on(MAY).entries[0]
        read = (entry.when, entry.planned_before, entry.standing)
        over = standing_on(date(2021, 7, 15), "remiss")

    assert read == ("6 april–14 juli 2021", "planerat: 6 april–30 juni 2021", Standing.NOW)
    assert over == Standing.DONE


def test_planned_round_is_not_an_outcome():
    round_ = ConsultationFactory(state=RoundState.PLANNED, opens_at=datetime(2021, 4, 6, 6, tzinfo=UTC))
    plan("remiss", "2021-04-06/2021-06-30", MilestoneKind.CONSULTATION, consultation=round_)

    assert schedule.on(MAY).entries[0].outcome is None


def test_wording_that_says_more_wins_over_the_same_time():
    label = "våren 2020 till efter sommaren"
    plan("paus", "2020-21", MilestoneKind.PAUSE, planned_label=label, actual="2020-21", reason="Pandemin.")

    entry = schedule.on(MAY).entries[0]

    assert (entry.when, entry.planned_before) == (label, "")


def test_add_milestone_finds_the_days_that_sort_and_drops_an_empty_label():
    milestone = plan("a", "2022-21", planned_label="våren 2022")

    assert (milestone.sort_start, milestone.sort_end) == (date(2022, 3, 1), date(2022, 5, 31))
    assert milestone.planned_label == ""


def test_add_milestone_sorts_words_by_the_days_given():
    milestone = plan("a", planned_label="senhösten 2020", sort_start=date(2020, 11, 1), sort_end=date(2020, 12, 15))

    assert schedule.on(MAY).entries[0].when == "planerat till senhösten 2020"
    assert milestone.sort_start == date(2020, 11, 1)


def test_add_milestone_refuses_words_without_days():
    with pytest.raises(actions.PeriodHasNoDaysError):
        plan("a", planned_label="senhösten 2020")


def test_add_milestone_refuses_what_is_no_time():
    with pytest.raises(InvalidPeriodError):
        plan("a", "2021-13")


def test_change_keeps_who_when_and_what_stood_before():
    editor = UserFactory()
    milestone = plan("a", "2021-12")

    changed = actions.change_milestone(milestone, by=editor, planned="2022-01", title="a")

    change = milestone.changes.first()
    assert (change.by, change.before) == (editor, {"planned": "2021-12"})
    assert (changed.revision, changed.sort_start) == (1, date(2022, 1, 1))


def test_change_without_difference_leaves_no_trace():
    milestone = plan("a", "2021-12")

    actions.change_milestone(milestone, by=None, planned="2021-12")

    assert milestone.changes.count() == 1
    assert Milestone.objects.get().revision == 0


@pytest.mark.parametrize("count", [1, 30])
def test_schedule_takes_one_query(count, django_assert_num_queries):
    for _n in range(count):
        MilestoneFactory(body=BodyFactory(), consultation=ConsultationFactory())

    with django_assert_num_queries(1):
        plan_ = schedule.on(MAY)
        assert len([(e.when, e.standing, e.milestone.body.name) for e in plan_.entries]) == count


def test_news_is_published_by_the_domains_clock(at):
    NewsItemFactory(slug="now", published_at=datetime(2021, 4, 6, 6, tzinfo=UTC))
    NewsItemFactory(slug="later", published_at=datetime(2021, 7, 1, 6, tzinfo=UTC))

    with at("2021-05-12 09:00"):
        assert [item.slug for item in NewsItem.objects.published()] == ["now"]
