"""The story, told by the actions that people use, holds what DOMAIN.md §6 (a) asks for, on each of its days."""

from collections import Counter

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from consultations import verification as answers
from consultations.models import Consultation, Draft, LinkKind, Response, ResponseLink, SenderKind, Timeliness
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import User
from rus_portal.demo import replay, tasks, volume
from rus_portal.demo.phases import PHASES
from rus_portal.notifications.models import Letter
from strategy import verification as versions
from strategy.models import Document, VersionSection
from strategy.workflow import State
from timeline.models import Milestone

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(settings):
    """Tell the story up to a phase: tell("remiss")."""
    settings.PORTAL_DEMO = True
    settings.PORTAL_NOW = PHASES["remiss"].at
    settings.RECEIPT_PREFIX = "EX"

    def tell(slug):
        replay.play(PHASES[slug])
        return replay

    yield tell
    clock.forget()


def test_story_stands_at_the_open_round(tell):
    tell("remiss")

    consultation = Consultation.objects.get()
    assert (consultation.state, consultation.invitations.count(), consultation.questions.count()) == (
        RoundState.OPEN,
        12,
        6,
    )
    assert clock.today().isoformat() == "2021-05-12"
    assert Response.objects.count() == 4
    assert VersionSection.objects.filter(version__state=State.ON_CONSULTATION).count() >= 40
    assert Document.objects.get(slug="vaxtplats-blekinge").principles.count() == 4
    assert Draft.objects.unsent().count() == 1


def test_story_has_every_case_of_an_answer(tell):
    tell("bearbetning")

    standing = Response.objects.standing()
    assert standing.count() == 9
    assert Counter(standing.values_list("stance", flat=True)) == {
        "supports_with_comments": 3,
        "supports": 2,
        "opposes": 1,
        "no_comments": 1,
        "declines": 1,
        "not_stated": 1,
    }
    assert standing.filter(timeliness=Timeliness.LATE, joint_with__isnull=False).distinct().count() == 1
    assert standing.filter(timeliness=Timeliness.IN_TIME_WITH_EXTENSION).count() == 1
    assert standing.filter(sender_kind=SenderKind.PERSON).count() == 2
    assert standing.filter(is_protected=True).count() == 1
    assert standing.filter(sender_kind=SenderKind.ORGANISATION, joint_with=None).count() == 1
    assert ResponseLink.objects.filter(kind=LinkKind.REPLACES).count() == 1
    assert sum(response.comments.count() for response in standing) == 30


def test_reminders_of_the_story_went_to_those_who_had_not_answered(tell):
    tell("bearbetning")

    reminded = Counter(Letter.objects.sent().filter(kind__startswith="reminder").values_list("kind", flat=True))
    twice = Letter.objects.filter(kind__startswith="reminder").values_list("recipient", "kind", "about", "deadline")
    # One body had answered by then, and the one with an extension is reminded anew of its own day.
    assert reminded["reminder_28"] == 12
    assert len(twice) == len(set(twice))
    assert not Letter.objects.unsent().exists()


def test_story_ends_with_the_strategy_in_force(tell):
    tell("idag")

    states = dict(Document.objects.get(slug="vaxtplats-blekinge").versions.values_list("number", "state"))
    assert states == {1: State.FROZEN, 2: State.REPLACED, 3: State.IN_FORCE}
    assert Document.objects.get(slug="serviceprogram").versions.get().state == State.IN_FORCE
    assert str(Milestone.objects.get(slug="rf").actual_period) == "meddelat 24 februari 2022"


@pytest.mark.parametrize("slug", PHASES)
def test_everything_in_the_story_can_be_recomputed(tell, slug):
    tell(slug)

    assert [*versions.check(), *answers.check()] == []


@pytest.mark.django_db(transaction=True)
def test_story_told_twice_is_the_same_and_keeps_who_is_logged_in(tell):
    tell("remiss")
    before = list(Response.objects.order_by("pk").values_list("receipt_number", "hash"))
    session_hash = User.objects.get(email="projektledare@demo.example").get_session_auth_hash()

    tell("remiss")

    assert len(before) == 4
    assert list(Response.objects.order_by("pk").values_list("receipt_number", flat=True)) == [
        number for number, _ in before
    ]
    assert User.objects.get(email="projektledare@demo.example").get_session_auth_hash() == session_hash


def test_no_letter_and_no_opinion_belongs_to_a_real_body(tell):
    tell("bearbetning")

    assert [letter for letter in Letter.objects.all() if not letter.recipient.endswith(".example")] == []
    assert Response.objects.filter(organisation__is_fictional=False).count() == 0


def test_seed_is_refused_where_the_portal_is_in_earnest(settings):
    settings.PORTAL_DEMO = False

    with pytest.raises(CommandError):
        call_command("seed", "demo")


def test_seed_if_empty_leaves_what_is_there(tell, settings):
    tell("dialog")

    call_command("seed", "demo", "--if-empty")

    assert Consultation.objects.count() == 0


def test_journey_tells_how_it_went(settings, monkeypatch):
    def broken(phase):
        raise RuntimeError

    monkeypatch.setattr(replay, "play", broken)

    with pytest.raises(RuntimeError):
        tasks.travel("dialog")

    assert cache.get(tasks.TRAVEL) == {"phase": "dialog", "state": "failed"}


def test_load_has_the_asked_size():
    consultation = volume.make(invitations=5, answers=8, points=20, sections=4)

    facts = (
        consultation.invitations.count(),
        consultation.responses.count(),
        sum(response.comments.count() for response in consultation.responses.all()),
        consultation.version.sections.count(),
    )
    assert facts == (5, 8, 20, 4)
