"""Times as vague as they are known: a subset of EDTF (ISO 8601-2) that never invents a day.

Understood: `2021-04-06`, `2021-12`, `2021`, the seasons `2022-21` (spring) to `2022-24` (winter), and ranges of the
same with `/`. What cannot be said so is a label ("senhösten 2020"), which only sorts by two days given beside it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


class Precision(IntEnum):
    """How well a time is known."""

    LABEL = 0
    SEASON = 1
    YEAR = 2
    MONTH = 3
    DAY = 4


class InvalidPeriodError(ValueError):
    """Not one of the forms that this portal understands."""


# Meteorological seasons: EDTF code -> first month; each has three, so winter runs into the next year.
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
WINTER = 24
MONTHS_IN = {Precision.YEAR: 12, Precision.SEASON: 3, Precision.MONTH: 1}
# A year outside these is a slip of the finger, and would make every drawing unreadable.
YEARS = range(1900, 2200)
_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True)
class _Point:
    """One end of a period."""

    year: int
    part: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text):
        if not (found := _FORM.fullmatch(text)):
            raise InvalidPeriodError(text)
        year, part, day = (group and int(group) for group in found.groups())
        is_season = part in SEASONS and day is None
        if year not in YEARS or not (part is None or 1 <= part <= 12 or is_season):
            raise InvalidPeriodError(text)
        if day is not None and not 1 <= day <= calendar.monthrange(year, part)[1]:
            raise InvalidPeriodError(text)
        return cls(year, part or 0, day or 0)

    @property
    def precision(self):
        if self.day:
            return Precision.DAY
        if self.part in SEASONS:
            return Precision.SEASON
        return Precision.MONTH if self.part else Precision.YEAR

    @property
    def first_day(self):
        month = SEASONS.get(self.part, self.part or 1)
        return date(self.year, month, self.day or 1)

    @property
    def last_day(self):
        if self.day:
            return self.first_day
        later, month = divmod(self.first_day.month - 1 + MONTHS_IN[self.precision] - 1, 12)
        year = self.year + later
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


@dataclass(frozen=True)
class FuzzyPeriod:
    """A time as it is known. `text` is for people, the two days only for sorting, drawing and "is it now?"."""

    edtf: str = ""
    label: str = ""

    @cached_property
    def _ends(self):
        start, _slash, end = self.edtf.partition("/")
        first = _Point.parse(start)
        last = _Point.parse(end) if _slash else first
        if last.last_day < first.first_day:
            raise InvalidPeriodError(self.edtf)
        return first, last

    def __bool__(self):
        return bool(self.edtf or self.label)

    @classmethod
    def parse(cls, edtf, label=""):
        """The period, checked at once: InvalidPeriodError for what is not understood."""
        period = cls(edtf, label)
        if edtf:
            _checked = period._ends
        return period

    @property
    def precision(self):
        """The weaker precision of the two ends."""
        return min(end.precision for end in self._ends) if self.edtf else Precision.LABEL

    @property
    def first_day(self):
        """The earliest day it can be; for sorting and drawing, never to be shown as a fact. None for a label."""
        return self._ends[0].first_day if self.edtf else None

    @property
    def last_day(self):
        """The latest day it can be. None for a label."""
        return self._ends[1].last_day if self.edtf else None

    @property
    def is_exact(self):
        """Whether the days are known."""
        return self.precision == Precision.DAY

    def surely_contains(self, day):
        """True only when it is certain: a year, a season or a label never says that it is now."""
        return self.precision >= Precision.MONTH and self.first_day <= day <= self.last_day

    def is_surely_over(self, day):
        """True when even the latest day it can be has passed."""
        return bool(self.edtf) and self.last_day < day

    def __str__(self):
        """6 april–30 juni 2021; augusti–september 2021; december 2021; våren 2022."""
        return self._written("–")

    @property
    def spoken(self):
        """The same for a screen reader, which may skip a dash: 6 april till 30 juni 2021."""
        return self._written(" " + pgettext("between two dates", "to") + " ")

    def _written(self, dash):
        if self.label or not self.edtf:
            return self.label
        first, last = self._ends
        if first == last:
            return _point_text(first)
        same_year = first.year == last.year and first.precision == last.precision
        if same_year and first.precision == Precision.DAY and first.part == last.part:
            return f"{first.day}{dash}{_point_text(last)}"
        return f"{_point_text(first, with_year=not same_year)}{dash}{_point_text(last)}"


def _point_text(point, *, with_year=True):
    if point.precision == Precision.SEASON:
        return _season_text(point, with_year=with_year)
    if point.precision == Precision.YEAR:
        return str(point.year)
    form = ("j F" if point.precision == Precision.DAY else "F") + (" Y" if with_year else "")
    return date_format(point.first_day, form)


def _season_text(point, *, with_year):
    name = {
        21: pgettext("season, definite", "spring"),
        22: pgettext("season, definite", "summer"),
        23: pgettext("season, definite", "autumn"),
        WINTER: pgettext("season, definite", "winter"),
    }[point.part]
    if not with_year:
        return name
    # The winter of 2022 runs from December 2022: "vintern 2022/2023" says which one.
    year = f"{point.year}/{point.year + 1}" if point.part == WINTER else str(point.year)
    return _("%(season)s %(year)s") % {"season": name, "year": year}
