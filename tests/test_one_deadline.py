"""One deadline object: whatever moves it, every surface says the same day, the new one first (scenario 31)."""

import random
from datetime import date, timedelta
from xml.etree import ElementTree

import icalendar
import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse

from consultations import reminders
from consultations.actions import moving_parts, pausing, rounds
from consultations.exports import round_letter
from consultations.models import Invitation
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from rus_portal.site.templatetags.portal import long_date
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
STEPS = 5


@pytest.fixture(autouse=True)
def _spring(settings, at):
    """A day of the round; what was kept in memory a moment ago is not what is tested here."""
    settings.PUBLIC_PAGE_SECONDS = 0
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def leader():
    return OfficialFactory(role=Role.PROJECT_LEADER)


@pytest.fixture
def consultation():
    found = ConsultationFactory(
        year=2021, slug="rus", title="Remiss om Rus", last_day=date(2021, 6, 30), version__sections=2
    )
    InvitationFactory.create_batch(2, consultation=found)
    part = found.parts.create(name="Kapitel 1", last_day=date(2021, 6, 1))
    part.sections.add(found.version.sections.first())
    found.events.create(transition="open", by=None)
    return found


class Surfaces:
    """What each surface says of the last day: {name: what it shows}."""

    def __init__(self, consultation, client, official):
        self.consultation, self.client, self.official = consultation, client, official

    def html(self, name, *values, client=None):
        cache.clear()
        return (client or self.client).get(reverse(name, args=values)).content.decode()

    def json(self, name, *values):
        return self.client.get(reverse(name, args=values)).json()

    def pages(self):
        """Pages for people, which write the day in words."""
        place = (self.consultation.year, self.consultation.slug)
        yield "round", self.html("consultations:round", *place)
        yield "list of rounds", self.html("consultations:round_list")
        yield "answer", self.html("consultations:answer", *place)
        yield "cockpit", self.html("consultations:workspace_round", *place, client=self.official)
        yield "PDF", render_to_string("consultations/pdf/round.html", round_letter.context(self.consultation))
        yield "feed", self.told_by_the_feed()

    def told_by_the_feed(self):
        root = ElementTree.fromstring(self.client.get(reverse("timeline:news_feed")).content)
        return " ".join(entry.find(f"{ATOM}summary").text for entry in root.iter(f"{ATOM}entry"))

    def days(self):
        """Surfaces for programs, which write the day as a day."""
        place = (self.consultation.year, self.consultation.slug)
        yield "API, one", self.json("api:round", *place)["deadline"]["last_day"]
        yield "API, list", self.json("api:rounds")["items"][0]["deadline"]["last_day"]
        yield "calendar of the round", self.in_calendar(reverse("timeline:round_calendar", args=place))
        if self.consultation.state == RoundState.OPEN:
            yield "calendar", self.in_calendar(reverse("timeline:calendar"))
        for invitation in Invitation.objects.with_plan():
            if invitation.extended_to is None:
                yield f"reminders of {invitation}", str(reminders.Plan.of(invitation).deadline.last_day)
                yield f"deadline of {invitation}", str(invitation.deadline.last_day)

    def in_calendar(self, address):
        events = icalendar.Calendar.from_ical(self.client.get(address).content).walk("VEVENT")
        (event,) = [event for event in events if str(event["UID"]).startswith("last-day-2021-rus@")]
        return str(event.start)


def assert_all_agree(surfaces):
    consultation = surfaces.consultation
    day = consultation.last_day
    assert {name: shown for name, shown in surfaces.days() if shown != str(day)} == {}
    assert [name for name, page in surfaces.pages() if long_date(day) not in page] == []


def assert_all_agree_about_the_part(surfaces):
    """The day that the part has now everywhere, and where it was moved, the day before and the reason."""
    place = (surfaces.consultation.year, surfaces.consultation.slug)
    part = surfaces.consultation.parts.with_last_move().get()
    day = part.deadline.last_day
    page, paper = surfaces.html("consultations:round", *place), dict(surfaces.pages())["PDF"]
    (told,) = surfaces.json("api:round", *place)["parts"]
    calendar = icalendar.Calendar.from_ical(surfaces.client.get(reverse("timeline:round_calendar", args=place)).content)
    starts = {str(event["UID"]).partition("@")[0]: str(event.start) for event in calendar.walk("VEVENT")}
    assert long_date(day) in page
    assert long_date(day) in paper
    assert told["deadline"]["last_day"] == starts[f"last-day-2021-rus-part-{part.pk}"] == str(day)
    if part.moved_at:
        for text in (page, paper, surfaces.told_by_the_feed()):
            assert long_date(part.last_day_before) in text
            assert part.moved_because in text
        assert told["moved_deadlines"][-1]["last_day_before"] == str(part.last_day_before)


def assert_old_day_and_reason_follow(surfaces, before, reason):
    place = (surfaces.consultation.year, surfaces.consultation.slug)
    page = surfaces.html("consultations:round", *place)
    assert page.index(long_date(surfaces.consultation.last_day)) < page.index(long_date(before))
    assert reason in page
    assert surfaces.json("api:round", *place)["moved_deadlines"][-1]["last_day_before"] == str(before)


def take_a_step(consultation, chance, leader, number):
    """Move the day in one of the ways that there are; returns the day before and the reason when it moved."""
    before, reason = consultation.last_day, f"Skäl nummer {number}"
    day = date(2021, 6, 1) + timedelta(days=chance.randrange(150))
    if day == before:
        day += timedelta(days=1)
    if consultation.state == RoundState.PAUSED:
        pausing.resume_round(consultation, reason=reason, last_day=day, by=leader)
        return before, reason
    match chance.choice(["move", "move", "pause", "extend", "part"]):
        case "move":
            rounds.move_deadline(consultation, day, reason=reason, by=leader)
            return before, reason
        case "pause":
            pausing.pause_round(consultation, reason=reason, by=leader)
        case "extend":
            extend(consultation, leader)
        case "part":
            move_the_part(consultation, min(day, before), reason, leader)
    return None


def move_the_part(consultation, day, reason, leader):
    part = consultation.parts.get()
    if day != part.last_day:
        moving_parts.move_part(part, day, reason=reason, by=leader)


def extend(consultation, leader):
    """More time for one body: its own day moves, nobody else's."""
    invitation = consultation.invitations.order_by("pk").first()
    later = invitation.deadline.last_day + timedelta(days=10)
    extension = rounds.ask_extension(invitation, asked_day=later, reason="Nämnden möts då")
    rounds.grant_extension(extension, last_day=later, by=leader)
    assert invitation.deadline.last_day == later
    letter = Letter.objects.filter(kind="extension_decision").order_by("-pk").first()
    assert long_date(later) in letter.text


@pytest.mark.parametrize("seed", range(4))
def test_every_surface_says_the_same_day(consultation, client, logged_in, leader, seed):
    chance = random.Random(seed)
    surfaces = Surfaces(consultation, type(client)(), logged_in(leader))
    assert_all_agree(surfaces)

    for number in range(STEPS):
        moved = take_a_step(consultation, chance, leader, number)
        consultation = consultation.__class__.objects.get()
        surfaces.consultation = consultation
        assert_all_agree(surfaces)
        assert_all_agree_about_the_part(surfaces)
        if moved:
            assert_old_day_and_reason_follow(surfaces, *moved)


def test_a_moved_day_is_told_to_all_invited_once(consultation, leader):
    rounds.move_deadline(consultation, date(2021, 7, 14), reason="Sommaren kom emellan", by=leader)

    letters = Letter.objects.filter(kind="moved_deadline")
    assert sorted(letters.values_list("recipient", flat=True)) == sorted(
        consultation.invitations.values_list("contact_email", flat=True)
    )
    for letter in letters:
        assert letter.text.index("14 juli 2021") < letter.text.index("30 juni 2021")
        assert "Sommaren kom emellan" in letter.text


def test_the_day_of_a_part_is_the_same_everywhere(consultation, client):
    consultation.parts.update(last_day=date(2021, 6, 8))
    place = (2021, "rus")

    page = client.get(reverse("consultations:round", args=place)).content.decode()
    answer = client.get(reverse("api:round", args=place)).json()["parts"]
    events = icalendar.Calendar.from_ical(client.get(reverse("timeline:round_calendar", args=place)).content)
    paper = render_to_string("consultations/pdf/round.html", round_letter.context(consultation))

    starts = {str(event["UID"]).partition("@")[0]: str(event.start) for event in events.walk("VEVENT")}
    assert "8 juni 2021" in page
    assert [part["deadline"]["last_day"] for part in answer] == ["2021-06-08"]
    assert starts[f"last-day-2021-rus-part-{consultation.parts.get().pk}"] == "2021-06-08"
    assert "8 juni 2021" in paper
