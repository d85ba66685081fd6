"""Swedish working days and office hours.

The public holidays are those of lag 1989:253; lag 1930:173, 2 §, counts Saturdays and three eves as Sundays. They are
computed here, because the package `holidays` costs a process 50 MB and most of a second; a test compares every day
with it. Right from 2005 on, when the National Day became a holiday.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

from rus_portal.clock import STOCKHOLM

OPENS, CLOSES = time(8), time(17)
FRIDAY, SATURDAY = 4, 5
# New Year's Day, Epiphany, May Day, National Day, Christmas Eve to Boxing Day, New Year's Eve.
SAME_EVERY_YEAR = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))
# Days from Easter Sunday: Good Friday, Easter Monday, Ascension Day. Those that are Sundays need no mention.
ROUND_EASTER = (-2, 1, 39)


def is_working_day(day: date) -> bool:
    """Whether the region's offices are open that day."""
    return day.weekday() < SATURDAY and day not in _free_days(day.year)


def is_open(instant: datetime) -> bool:
    """Whether it is office hours in Sweden."""
    local = instant.astimezone(STOCKHOLM)
    return OPENS <= local.time() < CLOSES and is_working_day(local.date())


def next_hour(instant: datetime) -> datetime:
    """This instant when the office is open, else the next opening."""
    if is_open(instant):
        return instant
    local = instant.astimezone(STOCKHOLM)
    return opening_from(local.date() + timedelta(days=local.time() >= OPENS))


def opening_from(day: date) -> datetime:
    """When the office opens on this day, or on the first working day after it."""
    return _opening(day, timedelta(days=1))


def opening_until(day: date) -> datetime:
    """When the office opens on this day, or on the last working day before it."""
    return _opening(day, timedelta(days=-1))


def _opening(day, step):
    while not is_working_day(day):
        day += step
    return datetime.combine(day, OPENS, STOCKHOLM)


@cache
def _free_days(year):
    easter = _easter_sunday(year)
    return frozenset(
        {
            *(date(year, month, day) for month, day in SAME_EVERY_YEAR),
            *(easter + timedelta(days=days) for days in ROUND_EASTER),
            _midsummer_eve(year),
        }
    )


def _midsummer_eve(year):
    """The Friday between 19 and 25 June."""
    first = date(year, 6, 19)
    return first + timedelta(days=(FRIDAY - first.weekday()) % 7)


def _easter_sunday(year):
    """The Gregorian computus in Oudin's form."""
    century, golden = year // 100, year % 19
    moon = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))
