"""Swedish working days, against a library that is too heavy to carry along; and office hours on odd days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from holidays.countries.sweden import Sweden

from rus_portal.clock import office


def test_working_days_are_those_of_the_holidays_package_until_2100():
    free = Sweden(years=range(2005, 2101), include_sundays=False, categories=("public", "de_facto"))
    days = [date(2005, 1, 1) + timedelta(days=n) for n in range(365 * 95)]

    wrong = [day for day in days if office.is_working_day(day) != (day.weekday() < 5 and day not in free)]

    assert wrong == []


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2021-06-23 07:59:59", False),
        ("2021-06-23 08:00:00", True),
        ("2021-06-23 16:59:59", True),
        ("2021-06-23 17:00:00", False),
        ("2021-06-25 10:00:00", False),  # midsummer's eve
        ("2021-06-26 10:00:00", False),
        ("2021-04-02 10:00:00", False),  # Good Friday
        ("2021-04-05 10:00:00", False),  # Easter Monday
        ("2021-05-13 10:00:00", False),  # Ascension Day
        ("2021-12-24 10:00:00", False),
        ("2021-12-31 10:00:00", False),
        ("2021-12-30 10:00:00", True),
        ("2021-05-14 10:00:00", True),  # a bridge day is a working day
    ],
)
def test_office_is_open_from_eight_to_five_on_working_days(moment, is_open, swedish_time):
    assert office.is_open(swedish_time(moment)) == is_open


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2021-06-23 03:00", "2021-06-23T06:00:00+00:00"),
        ("2021-06-23 18:00", "2021-06-24T06:00:00+00:00"),
        ("2021-06-24 17:00", "2021-06-28T06:00:00+00:00"),  # over midsummer
        ("2021-12-23 17:00", "2021-12-27T07:00:00+00:00"),  # over Christmas
        ("2021-04-01 20:00", "2021-04-06T06:00:00+00:00"),  # over Easter
        ("2021-03-26 17:00", "2021-03-29T06:00:00+00:00"),  # summer time begins on the Sunday
        ("2021-10-29 17:00", "2021-11-01T07:00:00+00:00"),  # and ends on the Sunday
    ],
)
def test_next_hour_is_eight_swedish_time_on_the_next_working_day(now, opens, swedish_time):
    assert office.next_hour(swedish_time(now)).astimezone(UTC).isoformat() == opens


def test_next_hour_is_now_while_the_office_is_open(swedish_time):
    now = swedish_time("2021-06-23 11:17:03")

    assert office.next_hour(now) == now


def test_the_same_instant_in_another_time_zone_is_the_same_hour():
    assert office.is_open(datetime(2021, 6, 23, 6, 0, tzinfo=UTC))
    assert not office.is_open(datetime(2021, 6, 23, 15, 0, tzinfo=UTC))
