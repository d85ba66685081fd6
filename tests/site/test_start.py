"""The start page on four days of the story."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from consultations.workflow import RoundState
from rus_portal.site import start
from strategy.workflow import State
from tests.factories import (
    BodyFactory,
    ConsultationFactory,
    DocumentFactory,
    EvidenceFactory,
    NewsItemFactory,
    VersionFactory,
)
from timeline import actions

pytestmark = pytest.mark.django_db
PRINCIPLES = [
    {"number": n, "slug": f"p{n}", "name": f"Princip {n}", "summary": "Går genom allt.", "text": [], "glyph": "leaf"}
    for n in range(1, 5)
]


def add(slug, planned="", **fields):
    return actions.add_milestone(by=None, slug=slug, title=fields.pop("title", slug), planned=planned, **fields)


@pytest.fixture
def story():
    """The strategy with its round and its timetable; each test says how far they have come."""
    document = DocumentFactory(slug="vaxtplats", title="Växtplats Exempel", first_year=2022, last_year=2030)
    version = VersionFactory(document=document, state=State.FROZEN, principles=PRINCIPLES)
    round_ = ConsultationFactory(
        version=version,
        year=2021,
        slug="rus",
        state=RoundState.PLANNED,
        opens_at=datetime(2021, 4, 6, 6, tzinfo=UTC),
        last_day=date(2021, 6, 30),
    )
    EvidenceFactory(
        document=document, title="Medborgarenkät", participants=800, unknown="Vi vet inte hur stor andel det är."
    )
    EvidenceFactory(document=document, title="Utan antal", participants=None)
    board, council = BodyFactory(code="RS", order=2), BodyFactory(code="RF", order=3)
    add("start", "2019-23", kind="start", actual="2019-23", visible_from=date(2019, 12, 1))
    add("dialog", "2020-23", kind="dialogue", actual="2020-23", visible_from=date(2020, 11, 1))
    known = {"visible_from": date(2021, 4, 6)}
    add("remiss", "2021-04-06/2021-06-30", kind="consultation", consultation=round_, title="Remiss", **known)
    add("svar", "2021-08/2021-09", kind="compilation", title="Svaren bearbetas", **known)
    add("rs", "2022-21", kind="decision", body=board, title="Styrelsen yttrar sig", order=1, **known)
    last = add("rf", "2022-21", kind="decision", body=council, title="Fullmäktige fastställer", order=2, **known)
    actions.record_outcome(last, actual="2022-02-24", known_from=date(2022, 2, 24), by=None)
    return round_


def come_to(round_, round_state, version_state):
    type(round_).objects.update(state=round_state)
    type(round_.version).objects.update(state=version_state)


def words(client, address="/"):
    return " ".join(client.get(address).content.decode().split())


def strip():
    return [(step.what, step.when, step.mark) for step in start.facts().steps]


def doors():
    return [door.label for door in start.facts().doors]


def test_before_the_round_it_tells_of_the_dialogues_and_shows_no_proposal(client, story, at):
    with at("2020-11-25 09:00"):
        page = words(client)
        assert strip() == [("Dialoger och underlag – påbörjat", "sedan hösten 2019", "now")]
        assert doors() == ["Se tidplanen", "Se vem som beslutar"]

    assert "Hur ska Blekinge utvecklas till 2030?" in page
    assert "Vi samlar kunskap till en ny strategi" in page
    assert "Svara på remissen" not in page
    assert "Princip 1" not in page
    assert 'class="figure"' not in page


def test_when_the_round_is_open_it_says_how_long_twice(client, story, at):
    come_to(story, RoundState.OPEN, State.ON_CONSULTATION)

    with at("2021-05-12 09:00"):
        page = words(client)
        assert strip() == [
            ("Dialoger och underlag", "hösten 2019–hösten 2020, klart", "done"),
            ("Remiss – pågår nu", "6 april–30 juni 2021", "now"),
            ("Svaren bearbetas", "augusti–september 2021", ""),
            ("Styrelsen yttrar sig", "planerat till våren 2022", "vague"),
            ("Fullmäktige fastställer", "planerat till våren 2022", "vague"),
        ]
        assert doors() == [
            "Läs förslaget",
            "Svara på remissen",
            "Se vad förslaget bygger på",
            "Lägg tidplanen i din kalender",
            "Se vem som beslutar",
        ]

    assert "<b>49</b><span>dagar kvar att svara" in page
    assert "onsdag 30 juni 2021 kl. 23.59" in page
    assert 'href="/remisser/2021/rus/svara/"' in page
    assert "Fyra förhållningssätt går genom allt" in page
    assert '<span class="n num">800</span>' in page
    assert "Vi vet inte hur stor andel det är." in page
    assert "Utan antal" not in page


def test_another_round_that_is_open_is_told_too(client, story, at):
    come_to(story, RoundState.OPEN, State.ON_CONSULTATION)
    other = ConsultationFactory(version=VersionFactory(), title="Annan remiss", last_day=date(2021, 5, 13))

    with at("2021-05-12 09:00"), override("en"):
        facts = start.facts()
        page = client.get("/en/").content.decode()

    assert (facts.consultation, facts.also_open) == (story, [(other, 1)])
    assert "Annan remiss</a>, 1 day left" in page


def test_what_became_of_nothing_known_has_a_mark_of_its_own_and_the_map_follows(client, story, at):
    come_to(story, RoundState.PROCESSING, State.REWORKED)

    with at("2022-12-12 09:00"), override("en"):
        facts = start.facts()
        marks = [step.mark for step in facts.steps]
        page = words(client, "/en/")

    assert "unknown" in marks
    assert page.count("What came of it has not been noted.") == marks.count("unknown")
    here = {start.Phase.WEIGHING: 'cx="585" cy="395" r="13"', start.Phase.ADOPTED: 'cx="690" cy="235" r="13"'}
    assert page.count('r="13"') == page.count(here[facts.phase]) == 1


def test_when_the_round_is_paused_it_says_so_and_where_to_answer(client, story, at):
    come_to(story, RoundState.PAUSED, State.ON_CONSULTATION)

    with at("2021-06-12 09:00"), override("en"):
        assert ("Remiss – paused", "now") in [(step.what, step.mark) for step in start.facts().steps]
    with at("2021-07-12 09:00"), override("en"):
        assert start.facts().phase == start.Phase.PAUSED
        assert "See the consultation" in doors()
        page = client.get("/en/").content.decode()

    assert "The consultation about the proposal is paused." in page
    assert "The time to answer is over." not in page
    earlier = ConsultationFactory(version=story.version, opens_at=story.opens_at - timedelta(days=9))
    with at(f"{earlier.last_day} 23:59"):
        assert start.facts().consultation == earlier


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2021-06-29 12:00", "<b>1</b><span>dag kvar att svara"),
        ("2021-06-30 23:59:59", "I dag är sista dagen att svara"),
        ("2021-07-01 00:00:00", "Svarstiden är slut."),
    ],
)
def test_last_days_are_counted_by_the_swedish_calendar(client, story, at, moment, text):
    come_to(story, RoundState.OPEN, State.ON_CONSULTATION)

    with at(moment):
        assert text in words(client)


def test_while_answers_are_weighed_it_thanks_and_takes_late_answers(client, story, at):
    come_to(story, RoundState.PROCESSING, State.ON_CONSULTATION)

    with at("2021-09-06 09:00"):
        page = words(client)
        assert strip()[1:3] == [
            ("Remiss", "6 april–30 juni 2021, klart", "done"),
            ("Svaren bearbetas – pågår nu", "augusti–september 2021", "now"),
        ]
        assert "Se remissen som har stängt" in doors()

    assert "Svarstiden är slut. Tack till alla som svarade." in page
    assert "dagar kvar" not in page
    assert "btn-go" in page


def test_on_its_way_to_decision_it_says_who_can_lay_it_down(client, story, at):
    come_to(story, RoundState.COMPILED, State.PROPOSED)

    with at("2021-12-10 09:00"):
        page = words(client)

    assert "Bara regionfullmäktige kan fastställa strategin." in page


def test_after_adoption_it_says_which_text_one_reads(client, story, at):
    come_to(story, RoundState.PROCESSING, State.ON_CONSULTATION)

    with at("2026-11-22 09:00"):
        page = words(client)
        assert start.facts().phase == start.Phase.ADOPTED
        assert strip()[-1] == ("Fullmäktige fastställer", "24 februari 2022, klart", "done")
        assert "Se hur arbetet gick" in doors()

    assert "Så ska Blekinge utvecklas till 2030" in page
    assert "Här kan du läsa förslaget som var ute på remiss" in page
    assert "Strategin är antagen" in page


def test_adopted_version_is_called_the_strategy(client, story, at):
    come_to(story, RoundState.FINISHED, State.IN_FORCE)

    with at("2026-11-22 09:00"):
        page = words(client)

    assert "Nu genomförs den" in page
    assert "Läs strategin" in page
    assert "Läs förslaget" not in page


def test_unknown_outcome_is_not_adoption(story, at):
    come_to(story, RoundState.PROCESSING, State.ON_CONSULTATION)

    with at("2022-02-23 12:00"):
        assert start.facts().phase == start.Phase.WEIGHING


def test_empty_portal_has_a_start_page(client):
    page = words(client)

    assert "Hur ska Blekinge utvecklas?" in page
    assert "Inga nyheter är publicerade än." in page


def test_english_start_page(client, story, at):
    come_to(story, RoundState.OPEN, State.ON_CONSULTATION)

    with at("2021-05-12 09:00"):
        page = words(client, "/en/")

    assert "How should Blekinge develop until 2030?" in page
    assert "Remiss – now" in page
    assert 'href="/en/remisser/2021/rus/svara/"' in page


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow_with_the_facts(client, story, at, count, django_assert_num_queries):
    come_to(story, RoundState.OPEN, State.ON_CONSULTATION)
    for number in range(count):
        add(f"m{number}", "2021-10", body=BodyFactory())
        NewsItemFactory()
        EvidenceFactory(document=story.version.document, participants=number)

    with at("2021-05-12 09:00"), django_assert_num_queries(8):
        client.get("/")


def test_strip_shows_what_is_now_among_many(at):
    for number in range(12):
        add(f"m{number}", f"2021-{number + 1:02}", actual=f"2021-{number + 1:02}" if number < 8 else "")

    with at("2021-09-06 09:00"):
        shown = [step.what for step in start.facts().steps]

    assert shown == ["m6", "m7", "m8 – pågår nu", "m9", "m10", "m11"]
