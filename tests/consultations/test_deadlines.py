"""Deadlines to the microsecond, in summer and winter time and on the days the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consultations.actions import answers
from consultations.deadlines import Deadline
from consultations.models import Extension, Timeliness
from rus_portal import clock
from tests.factories import ConsultationFactory, InvitationFactory

LAST_DAYS = {
    "summer time": (date(2021, 6, 30), "2021-06-30T22:00:00+00:00"),
    "winter time": (date(2021, 12, 31), "2021-12-31T23:00:00+00:00"),
    "the day the clocks go forward": (date(2021, 3, 28), "2021-03-28T22:00:00+00:00"),
    "the day before they do": (date(2021, 3, 27), "2021-03-27T23:00:00+00:00"),
    "the day the clocks go back": (date(2021, 10, 31), "2021-10-31T23:00:00+00:00"),
    "the day before they do so": (date(2021, 10, 30), "2021-10-30T22:00:00+00:00"),
    "leap day": (date(2024, 2, 29), "2024-02-29T23:00:00+00:00"),
}


@pytest.mark.parametrize(("last_day", "ends"), LAST_DAYS.values(), ids=LAST_DAYS)
def test_a_day_ends_at_midnight_in_sweden(last_day, ends):
    deadline = Deadline(last_day)

    assert deadline.ends.astimezone(UTC) == datetime.fromisoformat(ends)
    assert deadline.includes(deadline.ends - timedelta(microseconds=1))
    assert not deadline.includes(deadline.ends)


def test_the_shown_time_is_one_minute_to_midnight_on_the_last_day():
    shown = Deadline(date(2021, 10, 31)).shown

    assert (shown.date(), shown.hour, shown.minute) == (date(2021, 10, 31), 23, 59)
    assert shown.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(("day", "left"), [(date(2021, 5, 12), 49), (date(2021, 6, 30), 0), (date(2021, 7, 1), -1)])
def test_days_left(day, left):
    assert Deadline(date(2021, 6, 30)).days_left(day) == left


def sent(consultation, instant, *, invitation=None):
    with clock.at(instant):
        draft = answers.begin(consultation, invitation=invitation)
        answers.save_fields(draft, {"about.kind": "person", "overall.stance": "supports"})
        return answers.send(draft)


@pytest.mark.django_db
@pytest.mark.parametrize(("last_day", "ends"), LAST_DAYS.values(), ids=LAST_DAYS)
def test_an_answer_is_in_time_until_midnight_and_late_from_it(last_day, ends):
    consultation = ConsultationFactory(last_day=last_day, opens_at=datetime(2021, 1, 1, tzinfo=UTC))
    midnight = datetime.fromisoformat(ends)

    before = sent(consultation, midnight - timedelta(microseconds=1))
    after = sent(consultation, midnight)

    assert (before.timeliness, after.timeliness) == (Timeliness.IN_TIME, Timeliness.LATE)
    assert before.deadline_then == after.deadline_then == midnight


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "timeliness"),
    [
        ("2021-06-30 23:59:59.999999", Timeliness.IN_TIME),
        ("2021-07-01 00:00:00", Timeliness.IN_TIME_WITH_EXTENSION),
        ("2021-08-19 12:00:00", Timeliness.IN_TIME_WITH_EXTENSION),
        ("2021-08-20 23:59:59.999999", Timeliness.IN_TIME_WITH_EXTENSION),
        ("2021-08-21 00:00:00", Timeliness.LATE),
    ],
)
def test_an_extension_counts_to_the_end_of_its_own_day(swedish_time, moment, timeliness):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    invitation = InvitationFactory(consultation=consultation)
    asked = swedish_time("2021-06-01 09:00")
    facts = {"asked_day": date(2021, 8, 20), "reason": "Nämnden", "asked_at": asked, "decided_at": asked}
    Extension.objects.create(invitation=invitation, granted=True, last_day=date(2021, 8, 20), **facts)

    response = sent(consultation, swedish_time(moment), invitation=invitation)

    assert response.timeliness == timeliness
    assert response.deadline_then == swedish_time("2021-08-21 00:00")


@pytest.mark.django_db
def test_a_refused_extension_changes_nothing(swedish_time):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    invitation = InvitationFactory(consultation=consultation)
    asked = swedish_time("2021-06-01 09:00")
    Extension.objects.create(
        invitation=invitation, asked_day=date(2021, 8, 20), reason="x", asked_at=asked, granted=False, decided_at=asked
    )

    response = sent(consultation, swedish_time("2021-07-01 00:00"), invitation=invitation)

    assert response.timeliness == Timeliness.LATE
    assert response.deadline_then == swedish_time("2021-07-01 00:00")


@pytest.mark.django_db
def test_a_closed_round_still_receives(swedish_time):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30), state="closed")

    response = sent(consultation, swedish_time("2021-07-05 10:00"))

    assert response.is_late
