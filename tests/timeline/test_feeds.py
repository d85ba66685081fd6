"""The calendar file and the news feed."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import icalendar
import pytest

from consultations.models import ConsultationEvent
from consultations.workflow import RoundState
from tests.factories import ConsultationFactory, NewsItemFactory
from timeline import actions

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _in_may(at):
    with at("2021-05-12 09:00"):
        yield


def add(slug, planned="", **fields):
    return actions.add_milestone(by=None, slug=slug, title=slug, planned=planned, **fields)


def events(client, address="/tidplan.ics"):
    found = icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")
    return {str(event["SUMMARY"]): event for event in found}


def test_calendar_has_exact_days_and_months_but_never_a_season(client):
    add("remiss", "2021-04-06/2021-06-30")
    add("bearbetning", "2021-08/2021-09")
    add("rs", "2022-21")
    add("start", "2019-23")
    add("ar", "2021")
    add("enkat", planned_label="senhösten 2020", sort_start=date(2020, 11, 1), sort_end=date(2020, 12, 15))

    found = events(client)

    spans = {name: (event.start, event.end) for name, event in found.items()}
    assert spans == {
        "remiss": (date(2021, 4, 6), date(2021, 7, 1)),
        "bearbetning": (date(2021, 8, 1), date(2021, 10, 1)),
    }


def test_month_span_says_that_only_the_month_is_known(client):
    add("remiss", "2021-04-06/2021-06-30", text="Alla får svara.")
    add("bearbetning", "2021-08/2021-09")

    found = events(client)

    assert str(found["remiss"]["DESCRIPTION"]) == "Alla får svara."
    assert str(found["bearbetning"]["DESCRIPTION"]) == "Bara månaden är känd, inte dagen: augusti–september 2021."


def test_uid_stays_and_sequence_counts_when_a_plan_moves(client):
    milestone = add("remiss", "2021-04-06")
    before = events(client)["remiss"]

    actions.change_milestone(milestone, by=None, planned="2021-04-07")
    after = events(client)["remiss"]

    assert str(before["UID"]) == str(after["UID"]) == "milestone-remiss@127.0.0.1"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_calendar_never_shows_an_outcome_before_it_could_be_known(client):
    milestone = add("rf", "2022-21", kind="decision")
    actions.record_outcome(milestone, actual="2022-02-24", known_from=date(2022, 2, 24), by=None)

    assert events(client) == {}


def test_open_rounds_last_day_is_an_event_of_its_own(client):
    ConsultationFactory(title="Rus", year=2021, slug="rus", last_day=date(2021, 6, 30))
    ConsultationFactory(title="Planerad", state=RoundState.PLANNED, last_day=date(2021, 7, 30))
    ConsultationFactory(title="Stängd", state=RoundState.CLOSED, last_day=date(2021, 7, 30))

    found = events(client)

    assert list(found) == ["Sista dagen att svara (till kl. 23.59): Rus"]
    event = next(iter(found.values()))
    assert (event.start, event.end, str(event["UID"])) == (
        date(2021, 6, 30),
        date(2021, 7, 1),
        "last-day-2021-rus@127.0.0.1",
    )


def test_moved_deadline_raises_the_sequence(client):
    round_ = ConsultationFactory(slug="rus", last_day=date(2021, 7, 14))
    moved_at = datetime(2021, 5, 3, 8, tzinfo=UTC)
    ConsultationEvent.objects.create(
        consultation=round_, transition="move_deadline", last_day_before=date(2021, 6, 30), at=moved_at
    )

    event = next(iter(events(client).values()))

    assert (event["SEQUENCE"], event["DTSTAMP"].dt) == (1, moved_at)


def test_calendar_is_the_same_bytes_until_something_changes(client):
    add("remiss", "2021-04-06/2021-06-30")

    first = client.get("/tidplan.ics")
    again = client.get("/tidplan.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert again.status_code == 304
    assert not first.cookies


def test_english_calendar_has_english_words(client):
    add("bearbetning", "2021-08/2021-09")

    event = events(client, "/en/tidplan.ics")["bearbetning"]

    assert str(event["DESCRIPTION"]) == "Only the month is known, not the day: August–September 2021."


def test_feed_holds_published_news_newest_first_and_escapes_it(client):
    NewsItemFactory(slug="a", title="Första", published_at=datetime(2021, 4, 6, 6, tzinfo=UTC))
    NewsItemFactory(
        slug="b", title="Andra <b>", text="<script>x</script>", published_at=datetime(2021, 5, 10, 8, tzinfo=UTC)
    )
    NewsItemFactory(slug="c", title="Framtid", published_at=datetime(2021, 7, 1, 6, tzinfo=UTC))

    response = client.get("/nyheter.atom")

    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == ["Andra <b>", "Första"]
    assert entries[0].findtext(f"{ATOM}summary") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    assert [e.find(f"{ATOM}link").get("href") for e in entries] == [
        "http://testserver/nyheter/b/",
        "http://testserver/nyheter/a/",
    ]


@pytest.mark.parametrize("count", [0, 2])
def test_feed_can_be_validated(client, count):
    NewsItemFactory.create_batch(count)

    first = client.get("/nyheter.atom")
    again = client.get("/nyheter.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert not first.cookies


def test_calendar_of_one_round_holds_its_day_and_those_of_its_parts(client):
    consultation = ConsultationFactory(year=2021, slug="rus", title="Rus", last_day=date(2021, 6, 30))
    consultation.parts.create(name="Kapitel 1", last_day=date(2021, 5, 31))

    found = events(client, "/remisser/2021/rus/sista-dag.ics")

    assert {name: event.start for name, event in found.items()} == {
        "Sista dagen att svara (till kl. 23.59): Rus": date(2021, 6, 30),
        "Sista dagen att svara på Kapitel 1 (till kl. 23.59)": date(2021, 5, 31),
    }


def test_calendar_cancels_a_withdrawn_round_and_knows_no_planned_one(client):
    ConsultationFactory(year=2021, slug="stoppad", state=RoundState.WITHDRAWN)
    ConsultationFactory(year=2021, slug="planerad", state=RoundState.PLANNED)

    (event,) = events(client, "/remisser/2021/stoppad/sista-dag.ics").values()

    assert str(event["STATUS"]) == "CANCELLED"
    assert client.get("/remisser/2021/planerad/sista-dag.ics").status_code == 404


def test_feed_tells_what_happened_to_a_round_with_the_day_that_holds(client, at):
    with at("2021-04-06 09:00"):
        consultation = ConsultationFactory(year=2021, slug="rus", title="Rus", last_day=date(2021, 6, 30))
        consultation.events.create(transition="open", by=None)
        consultation.set_last_day(date(2021, 7, 14), reason="Sommaren", by=None)

    root = ElementTree.fromstring(client.get("/nyheter.atom").content)

    entries = {
        entry.find(f"{ATOM}title").text: entry.find(f"{ATOM}summary").text for entry in root.iter(f"{ATOM}entry")
    }
    assert sorted(entries) == ["Ny remiss: Rus", "Ny sista dag: Rus"]
    assert all("14 juli 2021" in text for text in entries.values())
    assert "30 juni 2021" in entries["Ny sista dag: Rus"]
    assert "Sommaren" in entries["Ny sista dag: Rus"]
    assert len({entry.find(f"{ATOM}id").text for entry in root.iter(f"{ATOM}entry")}) == 2
