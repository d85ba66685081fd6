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


# Meteorological seasons: EDTF code -> first month and number of months; winter runs into the next year.
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
_FORM = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True)
class _Point:
    """One end of a period."""

    year: int
    part: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text):
        if not (found := _FORM.match(text)):
            raise InvalidPeriodError(text)
        point = cls(*(int(group or 0) for group in found.groups()))
        if point.part and not (1 <= point.part <= 12 or (point.part in SEASONS and not point.day)):
            raise InvalidPeriodError(text)
        if point.day and point.day > calendar.monthrange(point.year, point.part)[1]:
            raise InvalidPeriodError(text)
        return point

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
        months = {Precision.YEAR: 12, Precision.SEASON: 3, Precision.MONTH: 1}[self.precision]
        year, month = divmod(self.first_day.month - 1 + months - 1, 12)
        year, month = self.year + year, month + 1
        return date(year, month, calendar.monthrange(year, month)[1])


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
        """True only when it is certain: a season or a label never says that it is now."""
        return self.precision >= Precision.YEAR and self.first_day <= day <= self.last_day

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
        24: pgettext("season, definite", "winter"),
    }[point.part]
    return _("%(season)s %(year)d") % {"season": name, "year": point.year} if with_year else name
