"""The timetable drawn: every row has a place of its own, so nothing ever lies on anything else.

Only geometry here; the SVG is in templates/timeline/_chart.html. Widths of words are estimated on the wide side.
"""

import textwrap
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

WIDTH, MARGIN = 1000, 6
YEAR_BASELINE, TODAY_BASELINE, ROWS_TOP = 26, 50, 62
BAR_HEIGHT, ROW_GAP, LINE_HEIGHT = 22, 16, 17
LABEL_GAP = 10
# The fonts' widest ordinary letters in the sizes of portal.css (.chart text): better too wide than overlapping.
TITLE_LETTER, TIME_LETTER = 8.6, 7.6
LEAST_LABEL = 240
LEAST_MONTHS = 6
FINE_YEARS = 5
LEAST_YEAR_WIDTH = 52
# Today is drawn as long as the timetable is not far behind it.
NEAR_MONTHS = 6


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self):
        return self.x + self.width

    @property
    def bottom(self):
        return self.y + self.height

    @property
    def middle(self):
        return self.y + self.height / 2

    def overlaps(self, other):
        """Whether the two share more than an edge."""
        apart = self.right <= other.x or other.right <= self.x or self.bottom <= other.y or other.bottom <= self.y
        return not apart


@dataclass(frozen=True)
class Line:
    """One line of words."""

    text: str
    x: float
    y: float
    css: str


@dataclass(frozen=True)
class Row:
    """A milestone's bar and the words beside it."""

    entry: object
    shape: str
    bar: Box
    label: Box
    lines: list
    anchor: str


@dataclass(frozen=True)
class Mark:
    """A line down the drawing, with words at one end of it or none."""

    x: float
    text: str = ""
    label_x: float = 0
    anchor: str = "start"
    css: str = "grid"


@dataclass
class Chart:
    """All that the template draws."""

    first: date
    last: date
    day: date
    rows: list = field(default_factory=list)
    height: float = 0
    years: list = field(default_factory=list)
    months: list = field(default_factory=list)
    today: Mark | None = None

    @property
    def bottom(self):
        """Where the vertical lines end."""
        return self.height - 28

    @property
    def last_month(self):
        """The last month that is drawn; `last` is the first day after it."""
        return self.last - timedelta(days=1)

    @property
    def axis_baseline(self):
        return self.height - 10

    def x_of(self, day):
        """Where the morning of a day lies."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def draw(schedule):
    """The chart of a timetable, or None when there is nothing to draw."""
    if not schedule.entries:
        return None
    chart = Chart(*_span(schedule), schedule.day)
    top = ROWS_TOP
    for entry in schedule.entries:
        row = _row(chart, entry, top)
        chart.rows.append(row)
        top = max(row.bar.bottom, row.label.bottom) + ROW_GAP
    chart.height = round(top + 30)
    chart.years, chart.months = _years(chart), _months(chart)
    if chart.first <= schedule.day < chart.last:
        chart.today = _today(chart, schedule.day)
    return chart


def _span(schedule):
    """Whole quarters round everything, and round today when it is near."""
    first = min(entry.drawn_days[0] for entry in schedule.entries)
    last = max(entry.drawn_days[1] for entry in schedule.entries)
    if _months_between(last, schedule.day) <= NEAR_MONTHS and _months_between(schedule.day, first) <= NEAR_MONTHS:
        first, last = min(first, schedule.day), max(last, schedule.day)
    start = date(first.year, first.month - (first.month - 1) % 3, 1)
    months = max(LEAST_MONTHS, _months_between(start, last) + 1)
    return start, _add_months(start, months + -months % 3)


def _months_between(one, other):
    return (other.year - one.year) * 12 + other.month - one.month


def _add_months(day, months):
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _row(chart, entry, top):
    left, right = map(chart.x_of, entry.drawn_days)
    # At least so wide that one can see it, also a single day.
    width = min(max(right - left, 4), WIDTH - MARGIN - left)
    bar = Box(left, top, round(width, 1), BAR_HEIGHT)
    label, lines, anchor = _label(entry, bar)
    return Row(entry, _shape(entry), bar, label, lines, anchor)


def _shape(entry):
    """Drawn as well as it is known: days, months, or less than that."""
    if entry.is_pause:
        return "halt"
    if entry.is_vague:
        return "soft"
    return "sure" if entry.shown.is_exact else "plan"


def _label(entry, bar):
    """The words to the right of the bar, else to the left, else below it."""
    room_right = WIDTH - MARGIN - bar.right - LABEL_GAP
    room_left = bar.x - LABEL_GAP - MARGIN
    full = max(_width(entry.milestone.title, TITLE_LETTER), _width(entry.when, TIME_LETTER))
    if room_right >= min(full, LEAST_LABEL * 2) or room_right >= max(room_left, LEAST_LABEL):
        return _written(entry, bar.right + LABEL_GAP, bar.y, room_right, "start")
    if room_left >= LEAST_LABEL:
        return _written(entry, bar.x - LABEL_GAP, bar.y, room_left, "end")
    return _written(entry, MARGIN, bar.bottom + 4, WIDTH - 2 * MARGIN, "start")


def _written(entry, x, top, room, anchor):
    wrapped = [(line, "b", TITLE_LETTER) for line in _wrap(entry.milestone.title, room, TITLE_LETTER)]
    wrapped += [(line, "ax", TIME_LETTER) for line in _wrap(entry.when, room, TIME_LETTER)]
    lines = [
        Line(text, round(x, 1), top + LINE_HEIGHT * number + 9, css)
        for number, (text, css, _letter) in enumerate(wrapped)
    ]
    width = min(room, max(_width(text, letter) for text, _css, letter in wrapped))
    # The first baseline lies 9 px below the top of the bar, so capitals reach 3 px above it.
    box = Box(x if anchor == "start" else x - width, top - 3, width, LINE_HEIGHT * len(lines) + 3)
    return box, lines, anchor


def _wrap(text, room, letter):
    return textwrap.wrap(text, max(10, int(room / letter)), break_long_words=True) or [""]


def _width(text, letter):
    return len(text) * letter


def _years(chart):
    """A line at each new year; where years are narrow only some get their number."""
    numbers = range(chart.first.year, chart.last.year + 1)
    step = max(1, round(LEAST_YEAR_WIDTH / _year_width(chart) + 0.5))
    marks = []
    for year in numbers:
        start = max(date(year, 1, 1), chart.first)
        x = chart.x_of(start)
        has_room = start < chart.last and chart.x_of(min(date(year + 1, 1, 1), chart.last)) - x >= LEAST_YEAR_WIDTH
        is_labelled = has_room or (step > 1 and year % step == 0 and start.month == 1)
        css = "yline" if start == date(year, 1, 1) else ""
        marks.append(Mark(x, str(year) if is_labelled and x < WIDTH - LEAST_YEAR_WIDTH else "", x + 8, css=css))
    return marks


def _year_width(chart):
    return 365.25 * (WIDTH - 2 * MARGIN) / (chart.last - chart.first).days


def _months(chart):
    """A fine line each quarter; its day, for the words below, each January and July. None when years are narrow."""
    if chart.last.year - chart.first.year > FINE_YEARS:
        return []
    starts = [_add_months(chart.first, n) for n in range(0, _months_between(chart.first, chart.last), 3)]
    return [
        (start if start.month in {1, 7} else None, Mark(chart.x_of(start), label_x=chart.x_of(start) + 4))
        for start in starts
    ]


def _today(chart, day):
    x = chart.x_of(day)
    at_right = x > WIDTH * 0.75
    return Mark(x, label_x=x - 6 if at_right else x + 6, anchor="end" if at_right else "start", css="now")
