"""Vague times stay vague, and read as people write them."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rus_portal.clock.periods import YEARS, FuzzyPeriod, InvalidPeriodError, Precision
from rus_portal.clock.worded import edtf_of

TEXTS = {
    # The four of scenario 1 first.
    "2021-04-06/2021-06-30": ("6 april–30 juni 2021", "6 April–30 June 2021"),
    "2021-08/2021-09": ("augusti–september 2021", "August–September 2021"),
    "2021-12": ("december 2021", "December 2021"),
    "2022-21": ("våren 2022", "spring 2022"),
    "2021-04-06": ("6 april 2021", "6 April 2021"),
    "2021-04-06/2021-04-30": ("6–30 april 2021", "6–30 April 2021"),
    "2020-12-28/2021-01-04": ("28 december 2020–4 januari 2021", "28 December 2020–4 January 2021"),
    "2020-12/2021-01": ("december 2020–januari 2021", "December 2020–January 2021"),
    "2019": ("2019", "2019"),
    "2019/2020": ("2019–2020", "2019–2020"),
    "2020-21/2020-23": ("våren–hösten 2020", "spring–autumn 2020"),
    "2019-23/2020-21": ("hösten 2019–våren 2020", "autumn 2019–spring 2020"),
    "2020-22": ("sommaren 2020", "summer 2020"),
    "2022-24": ("vintern 2022/2023", "winter 2022/2023"),
    "2022-23/2022-24": ("hösten–vintern 2022/2023", "autumn–winter 2022/2023"),
    "2021-04-06/2021-09": ("6 april 2021–september 2021", "6 April 2021–September 2021"),
    "2021-12-01/2021-12-01": ("1 december 2021", "1 December 2021"),
}


# What the portal writes, and what people write beside that.
WRITTEN = {
    **{text: edtf for edtf, texts in TEXTS.items() for text in texts},
    "1 december 2021": "2021-12-01",
    "1 December 2021": "2021-12-01",
    "2019-2020": "2019/2020",
    "6-30 april 2021": "2021-04-06/2021-04-30",
    "augusti till september 2021": "2021-08/2021-09",
    "nov-dec  2020": "2020-11/2020-12",
    "3 nov. 2020": "2020-11-03",
    "Höst 2020": "2020-23",
    "2019-23 / 2020-21": "2019-23/2020-21",
}


@pytest.mark.parametrize(("written", "edtf"), WRITTEN.items())
def test_what_people_write_is_understood(written, edtf):
    assert edtf_of(written) == edtf


@pytest.mark.parametrize(
    "written",
    ["hösten", "senhösten 2020", "31 april 2020", "6–30 2021", "2020–2019", "2019–2020–2021", "20-11-2020"],
)
def test_what_is_no_time_is_not_guessed(written):
    with pytest.raises(InvalidPeriodError):
        edtf_of(written)


@pytest.mark.parametrize(("edtf", "texts"), TEXTS.items())
def test_period_reads_as_people_write(edtf, texts):
    swedish, english = texts

    with translation.override("sv"):
        in_swedish = str(FuzzyPeriod(edtf))
    with translation.override("en"):
        in_english = str(FuzzyPeriod(edtf))

    assert (in_swedish, in_english) == (swedish, english)


def test_spoken_period_has_a_word_instead_of_the_dash():
    with translation.override("sv"):
        assert FuzzyPeriod("2021-04-06/2021-06-30").spoken == "6 april till 30 juni 2021"
    with translation.override("en"):
        assert FuzzyPeriod("2021-08/2021-09").spoken == "August to September 2021"


@pytest.mark.parametrize(
    ("edtf", "precision", "first", "last"),
    [
        ("2021-04-06/2021-06-30", Precision.DAY, date(2021, 4, 6), date(2021, 6, 30)),
        ("2021-08/2021-09", Precision.MONTH, date(2021, 8, 1), date(2021, 9, 30)),
        ("2021-12", Precision.MONTH, date(2021, 12, 1), date(2021, 12, 31)),
        ("2022-21", Precision.SEASON, date(2022, 3, 1), date(2022, 5, 31)),
        ("2023-24", Precision.SEASON, date(2023, 12, 1), date(2024, 2, 29)),
        ("2022-24", Precision.SEASON, date(2022, 12, 1), date(2023, 2, 28)),
        ("2019", Precision.YEAR, date(2019, 1, 1), date(2019, 12, 31)),
        ("2021-04-06/2021-09", Precision.MONTH, date(2021, 4, 6), date(2021, 9, 30)),
        ("2020-02", Precision.MONTH, date(2020, 2, 1), date(2020, 2, 29)),
    ],
)
def test_period_knows_its_precision_and_widest_days(edtf, precision, first, last):
    period = FuzzyPeriod(edtf)

    assert (period.precision, period.first_day, period.last_day) == (precision, first, last)


def test_label_reads_as_written_and_has_no_days():
    period = FuzzyPeriod(label="senhösten 2020")

    assert str(period) == period.spoken == "senhösten 2020"
    assert (period.first_day, period.last_day, period.precision) == (None, None, Precision.LABEL)
    assert not period.surely_contains(date(2020, 11, 20))
    assert not period.is_surely_over(date(2030, 1, 1))


def test_label_beside_a_period_is_read_and_the_period_still_sorts():
    period = FuzzyPeriod("2020-21", "våren 2020 till efter sommaren")

    assert str(period) == "våren 2020 till efter sommaren"
    assert period.first_day == date(2020, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2021-13",
        "2021-00",
        "2021-04-00",
        "2021-04-31",
        "2021-02-29",
        "2021-25",
        "2021-21-01",
        "0000",
        "0201-12",
        "9999-24",
        "2021-4-6",
        "21",
        "våren 2022",
        "2021-06-30/2021-04-06",
        "2021/2020",
        "2021/",
        "/2021",
        "2021/2022/2023",
        "2021-12\n",
        "٢٠٢١",
        " 2021",
    ],
)
def test_parse_refuses_what_it_does_not_understand(text):
    with pytest.raises(InvalidPeriodError):
        FuzzyPeriod.parse(text)


@pytest.mark.parametrize(
    ("edtf", "day", "certain"),
    [
        ("2021-04-06/2021-06-30", date(2021, 4, 6), True),
        ("2021-04-06/2021-06-30", date(2021, 6, 30), True),
        ("2021-04-06/2021-06-30", date(2021, 7, 1), False),
        ("2021-08/2021-09", date(2021, 9, 6), True),
        ("2022-21", date(2022, 4, 1), False),
        ("2021", date(2021, 6, 1), False),
    ],
)
def test_now_is_said_only_when_it_is_certain(edtf, day, certain):
    assert FuzzyPeriod(edtf).surely_contains(day) is certain


def test_period_is_over_only_after_its_latest_day():
    season = FuzzyPeriod("2022-21")

    assert not season.is_surely_over(date(2022, 5, 31))
    assert season.is_surely_over(date(2022, 6, 1))


years = st.integers(min_value=YEARS.start, max_value=YEARS.stop - 1)
points = st.one_of(
    years.map("{:04}".format),
    st.tuples(years, st.integers(1, 12)).map(lambda p: "{:04}-{:02}".format(*p)),
    st.tuples(years, st.integers(21, 24)).map(lambda p: "{:04}-{:02}".format(*p)),
    st.dates(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)).map(date.isoformat),
)


@given(points, points, st.sampled_from(["sv", "en"]))
def test_every_valid_period_reads_sorts_and_speaks(one, other, language):
    start, end = sorted([one, other], key=lambda edtf: FuzzyPeriod(edtf).first_day)

    with translation.override(language):
        period = FuzzyPeriod.parse(f"{start}/{end}")
        text, spoken = str(period), period.spoken

    assert text
    assert "–" not in spoken
    assert period.first_day <= period.last_day
    assert period.precision == min(FuzzyPeriod(start).precision, FuzzyPeriod(end).precision)
    assert period.is_surely_over(period.last_day + timedelta(days=1))
    assert not period.is_surely_over(period.last_day)


@given(st.text(max_size=25))
def test_no_text_makes_the_parser_fail_otherwise(text):
    try:
        period = FuzzyPeriod.parse(text)
    except InvalidPeriodError:
        return

    assert period.edtf == text


@given(points)
def test_a_season_or_year_never_claims_to_be_now(edtf):
    period = FuzzyPeriod(edtf)

    claims = period.surely_contains(period.first_day)

    assert claims is (period.precision >= Precision.MONTH)
