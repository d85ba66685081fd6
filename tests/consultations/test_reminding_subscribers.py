"""What subscribers are told: each thing once, at the level they chose, never of what is not yet public."""

from datetime import date

import pytest

from consultations import periodic
from consultations.actions import rounds
from consultations.models import ConsultationEvent
from rus_portal import clock
from rus_portal.notifications import subscribing, tasks
from rus_portal.notifications.models import Announcement, Letter, Level, Subscription
from strategy.models import VersionEvent
from tests.factories import ConsultationFactory, OfficialFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(at):
    with at("2021-04-06 08:00"):
        return ConsultationFactory(last_day=date(2021, 6, 30), title="Förslag <till> & strategi")


@pytest.fixture
def subscribe(at):
    def confirmed(email, topic="rounds", level=Level.ALL, since="2021-04-01 09:00", **fields):
        with at(since):
            return Subscription.objects.create(
                email=email, topic=topic, level=level, confirmed_at=clock.now(), **fields
            )

    return confirmed


@pytest.fixture
def happens(consultation, at):
    """Let something happen to the round: happens("close", "2021-07-01 08:00")."""

    def note(transition, moment, **fields):
        with at(moment):
            return ConsultationEvent.objects.create(consultation=consultation, transition=transition, **fields)

    return note


@pytest.fixture
def tick(at):
    def once(moment):
        with at(moment):
            periodic.announce_to_subscribers()
        return [letter.recipient for letter in Letter.objects.order_by("recipient", "pk")]

    return once


def send_all(at, moment):
    with at(moment):
        for pk in Letter.objects.values_list("pk", flat=True):
            tasks.send_letter(pk)


def test_each_thing_is_told_once_however_often_the_clock_ticks(subscribe, happens, tick):
    subscribe("anna@exempel.example")
    happens("close", "2021-07-01 08:00")

    for _n in range(3):
        told = tick("2021-07-01 08:01")

    assert told == ["anna@exempel.example"]
    assert [(one.recipients, one.belongs_to) for one in Announcement.objects.all()] == [
        (1, f"round:{ConsultationEvent.objects.get().consultation_id}")
    ]


@pytest.mark.parametrize(
    ("transition", "told"),
    [
        ("open", ["allt@x.example", "nytt@x.example"]),
        *[(step, ["allt@x.example"]) for step in ("move_deadline", "pause", "resume", "close", "compile", "publish")],
        *[(step, ["allt@x.example"]) for step in ("finish", "withdraw")],
        ("process", []),
        ("invite", []),
    ],
)
def test_the_level_says_what_one_hears_of(transition, told, subscribe, happens, tick):
    subscribe("allt@x.example", level=Level.ALL)
    subscribe("nytt@x.example", level=Level.NEW)
    happens(transition, "2021-05-12 09:00", reason="Skäl")

    assert tick("2021-05-12 09:01") == told


def test_the_topic_says_what_one_hears_of_and_nobody_gets_two(consultation, subscribe, happens, tick):
    document = consultation.version.document
    subscribe("rundan@x.example", f"round:{consultation.pk}")
    subscribe("strategin@x.example", f"document:{document.pk}")
    subscribe("annan@x.example", f"round:{ConsultationFactory().pk}")
    for topic in ("rounds", f"round:{consultation.pk}", f"document:{document.pk}"):
        subscribe("allt@x.example", topic)
    happens("close", "2021-07-01 08:00")

    assert tick("2021-07-01 08:01") == ["allt@x.example", "rundan@x.example", "strategin@x.example"]


def test_a_new_version_in_force_is_news(subscribe, tick, at):
    with at("2022-03-01 09:00"):
        version = VersionFactory(state="in_force")
        VersionEvent.objects.create(version=version, transition="take_force")
    subscribe("nytt@x.example", level=Level.NEW)
    subscribe("strategin@x.example", f"document:{version.document_id}", Level.NEW)

    assert tick("2022-03-01 09:01") == ["nytt@x.example", "strategin@x.example"]
    assert version.get_absolute_url() in Letter.objects.first().text


@pytest.mark.parametrize("since", ["2021-05-12 09:30", None])
def test_who_came_later_or_has_not_said_yes_hears_nothing_of_it(since, subscribe, happens, tick):
    happens("close", "2021-05-12 09:00")
    if since:
        subscribe("sen@x.example", since=since)
    else:
        Subscription.objects.create(email="tyst@x.example", topic="rounds", level=Level.ALL)

    assert tick("2021-05-12 10:00") == []


def test_what_happens_to_a_planned_round_is_nobodys_business_yet(consultation, subscribe, happens, tick):
    subscribe("anna@x.example")
    type(consultation).objects.update(state="planned")
    happens("move_deadline", "2021-05-12 09:00", reason="x")

    assert tick("2021-05-12 09:01") == []


def test_a_move_before_the_opening_is_no_news_after_it(consultation, subscribe, happens, tick, swedish_time):
    subscribe("anna@x.example")
    happens("move_deadline", "2021-05-12 09:00", reason="x")
    type(consultation).objects.update(opens_at=swedish_time("2021-05-13 09:00"))

    assert tick("2021-05-13 09:01") == []


def test_old_news_is_not_told(subscribe, happens, tick):
    subscribe("anna@x.example")
    happens("close", "2021-05-12 09:00")

    assert tick("2021-05-20 09:00") == []


def test_news_waits_for_office_hours_and_an_ended_subscription_gets_none(subscribe, happens, tick, at, mailoutbox):
    subscribe("anna@x.example")
    ended = subscribe("slut@x.example")
    happens("close", "2021-07-01 20:00")
    tick("2021-07-01 20:01")
    send_all(at, "2021-07-01 20:02")
    assert mailoutbox == []

    subscribing.end(ended)
    send_all(at, "2021-07-02 08:00")

    assert [message.to for message in mailoutbox] == [["anna@x.example"]]


def test_of_two_moves_in_a_night_the_last_is_told(consultation, subscribe, tick, at, mailoutbox):
    subscribe("anna@x.example")
    with at("2021-05-12 18:00"):
        rounds.move_deadline(consultation, date(2021, 7, 14), reason="Först", by=OfficialFactory())
    with at("2021-05-12 18:30"):
        rounds.move_deadline(consultation, date(2021, 7, 28), reason="Sedan", by=OfficialFactory())
    tick("2021-05-12 18:31")
    send_all(at, "2021-05-14 08:00")

    (message,) = mailoutbox
    assert "Sedan" in message.body
    assert "28 juli 2021" in message.body


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_letter_is_in_ones_own_language_and_leads_to_page_and_end(
    language, consultation, subscribe, happens, tick, at, mailoutbox
):
    subscription = subscribe("anna@x.example", language=language)
    happens("pause", "2021-05-12 09:00", reason="Pandemi & oro")
    tick("2021-05-12 09:01")
    send_all(at, "2021-05-12 09:02")

    (message,) = mailoutbox
    prefix = "/en" if language == "en" else ""
    html = message.alternatives[0].content
    assert f"{prefix}/remisser/2021/{consultation.slug}/" in message.body
    assert f"{prefix}/prenumerera/{subscription.key}/" in message.body
    assert "Pandemi & oro" in message.body
    assert ("Förslag &lt;till&gt; &amp; strategi" in html, "&amp;" in message.body) == (True, False)
    assert (f'lang="{language}"' in html, "Paused" in message.subject) == (True, language == "en")


@pytest.mark.parametrize("listeners", [2, 60])
def test_telling_asks_the_same_number_of_questions_whatever_the_number(
    listeners, subscribe, happens, at, django_assert_num_queries
):
    for number in range(listeners):
        subscribe(f"nummer{number}@x.example")
    happens("close", "2021-07-01 08:00")

    with at("2021-07-01 08:01"), django_assert_num_queries(16):
        periodic.announce_to_subscribers()
    with at("2021-07-01 08:02"), django_assert_num_queries(3):
        periodic.announce_to_subscribers()

    assert Letter.objects.count() == listeners
