"""The story, told by the actions that people use, holds what DOMAIN.md §6 (a) asks for, on each of its days."""

import re
from collections import Counter
from datetime import date

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from consultations import commenting, remarks
from consultations import verification as answers
from consultations.actions import rounds
from consultations.models import Consultation, Draft, Joining, LinkKind, Response, ResponseLink, SenderKind, Timeliness
from consultations.workflow import ResponseState, RoundState
from rus_portal import clock
from rus_portal.accounts.models import User
from rus_portal.demo import replay, tasks, volume
from rus_portal.demo.phases import PHASES
from rus_portal.notifications.models import Letter
from strategy import verification as versions
from strategy.models import Document, VersionSection
from strategy.workflow import State
from timeline import schedule
from timeline.models import Milestone
from timeline.schedule import Standing

pytestmark = pytest.mark.django_db
TOLD = {"PORTAL_DEMO": True, "PORTAL_NOW": PHASES["remiss"].at, "RECEIPT_PREFIX": "EX"}


@pytest.fixture
def tell(settings):
    """Tell the story up to a phase: tell("remiss")."""
    for name, value in TOLD.items():
        setattr(settings, name, value)
    yield lambda slug: replay.play(PHASES[slug])
    clock.forget()


@pytest.fixture(scope="class")
def told(request, django_db_setup, django_db_blocker):
    """The story up to the phase of the class, told once for all its tests, which only read."""
    with django_db_blocker.unblock(), override_settings(**TOLD), transaction.atomic():
        replay.play(PHASES[request.cls.phase])
        yield
        transaction.set_rollback(True)
    clock.forget()


@pytest.fixture
def story_time(settings):
    """The tests of a told story live in its time."""
    for name, value in TOLD.items():
        setattr(settings, name, value)


@pytest.mark.usefixtures("told", "story_time")
class Told:
    """What holds on each day of the story."""

    phase = ""

    def test_everything_can_be_recomputed(self):
        assert [*versions.check(), *answers.check()] == []

    def test_no_letter_and_no_opinion_belongs_to_a_real_body(self):
        assert [letter for letter in Letter.objects.all() if not letter.recipient.endswith(".example")] == []
        assert Response.objects.filter(organisation__is_fictional=False).count() == 0


class TestDialogue(Told):
    phase = "dialog"


class TestOpenRound(Told):
    phase = "remiss"

    def test_round_is_open(self):
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

    def test_the_draft_under_way_proposes_to_change_the_marked_words_only(self):
        values = dict(Draft.objects.unsent().get().fields.values_list("name", "value"))
        proposed = [(key, said) for key, said in remarks.spoken(values) if said.get("proposal")]
        sections = {
            section.key: section for section in VersionSection.objects.filter(version__consultations__isnull=False)
        }

        for key, said in proposed:
            frozen = commenting.frozen_text(sections[key], said["block"])
            place = remarks.find(frozen, said["quoted"])
            assert said["proposal"].startswith(frozen[: place.start])
            assert said["proposal"].endswith(frozen[place.end :])
        assert len(proposed) == 6

    def test_a_moved_day_leaves_the_old_one_only_where_it_is_said_that_it_moved(self, client, settings):
        settings.PUBLIC_PAGE_SECONDS = 0
        # The demonstration's own addresses are known only when the portal is started as one.
        settings.PORTAL_DEMO = False
        consultation, leader = Consultation.objects.get(), User.objects.get(email="projektledare@demo.example")
        with transaction.atomic():
            rounds.move_deadline(consultation, date(2021, 7, 9), reason="Fler hinner svara", by=leader)
            cache.clear()
            shown = {
                address: client.get(address, headers={"accept-language": "sv"}).content.decode()
                for address in (consultation.get_absolute_url(), "/nyheter.atom")
            }
            letters = Letter.objects.filter(kind="moved_deadline").values_list("text", flat=True)
            told = {f"letter {number}": text for number, text in enumerate(letters)}
            transaction.set_rollback(True)
        cache.clear()

        assert len(told) > 1
        for text in (shown | told).values():
            words = re.sub(r"<[^>]+>|\s+", " ", text)
            assert "9 juli 2021" in words
            before = [words[max(0, found.start() - 80) : found.start()] for found in re.finditer("30 juni", words)]
            assert [place for place in before if not re.search("[Ff]lytta|[Ff]örut|[Tt]idigare", place)] == []

    def test_told_again_it_is_the_same_and_keeps_who_is_logged_in(self):
        before = list(Response.objects.order_by("pk").values_list("receipt_number", flat=True))
        session_hash = User.objects.get(email="projektledare@demo.example").get_session_auth_hash()

        # A table with checks that wait for the end of the transaction cannot be emptied.
        connection.check_constraints()
        replay.play(PHASES["remiss"])

        assert len(before) == 4
        assert list(Response.objects.order_by("pk").values_list("receipt_number", flat=True)) == before
        assert User.objects.get(email="projektledare@demo.example").get_session_auth_hash() == session_hash


class TestAnswersHaveComeIn(Told):
    phase = "bearbetning"

    def test_every_case_of_an_answer_is_there(self):
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

    def test_members_speak_for_themselves_and_a_board_has_confirmed(self):
        said = Joining.objects.current().values_list("organisation__name", "state")
        assert dict(said) == {
            "Exempelby kommun": "asked",
            "Mallstads kommun": "joined",
            "Provköpings kommun": "differs",
        }
        confirmed = Response.objects.get(confirmation__isnull=False)
        assert (str(confirmed.sender), confirmed.is_preliminary) == ("Föreningen Hela Provbygden", True)
        assert not Response.objects.awaiting_decision().exists()

    def test_the_compilation_is_half_written(self):
        done = Consultation.objects.get()
        written = done.compilation_texts.newest().exclude(section=None).count()
        assert (done.state, written, done.compilation_versions.count()) == (RoundState.PROCESSING, 5, 0)

    def test_reminders_went_to_those_who_had_not_answered(self):
        reminded = Counter(Letter.objects.sent().filter(kind__startswith="reminder").values_list("kind", flat=True))
        twice = Letter.objects.filter(kind__startswith="reminder").values_list("recipient", "kind", "about", "deadline")
        # One body had answered by then, and the one with an extension is reminded anew of its own day.
        assert reminded["reminder_28"] == 12
        assert len(twice) == len(set(twice))
        assert not Letter.objects.unsent().exists()


class TestInForce(Told):
    phase = "idag"

    def test_an_answer_seconds_a_published_one(self):
        link = ResponseLink.objects.get(kind=LinkKind.SECONDS)
        assert (str(link.later.sender), str(link.earlier.sender)) == (
            "Provköpings folkhögskola",
            "Föreningen Hela Provbygden",
        )
        assert link.later.state == link.earlier.state == ResponseState.PUBLISHED

    def test_the_compilation_is_published_and_the_round_finished(self):
        done = Consultation.objects.get()
        texts = done.compilation_versions.get().texts
        assert (done.state, len(texts["section"]), len(texts["question"])) == (RoundState.FINISHED, 22, 6)
        assert Letter.objects.sent().filter(kind="outcome").exists()

    def test_strategy_is_in_force(self):
        states = dict(Document.objects.get(slug="vaxtplats-blekinge").versions.values_list("number", "state"))
        assert states == {1: State.FROZEN, 2: State.REPLACED, 3: State.IN_FORCE}
        assert Document.objects.get(slug="serviceprogram").versions.get().state == State.IN_FORCE
        assert str(Milestone.objects.get(slug="rf").actual_period) == "meddelat 24 februari 2022"
        standings = {entry.milestone.slug: entry.standing for entry in schedule.on(date(2026, 11, 22)).entries}
        assert set(standings.values()) == {Standing.DONE}

    def test_a_correction_and_two_summaries_stand_beside_it(self):
        strategy = Document.objects.get(slug="vaxtplats-blekinge")
        told = [(one.slug, one.state, one.published.facts["version"]) for one in strategy.summaries.all()]
        assert told == [("lattlast", "published", 3), ("en", "published", 3)]
        assert strategy.versions.get(state=State.IN_FORCE).errata.get().section.heading == "Barns och ungas delaktighet"


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
