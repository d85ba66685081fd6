"""A round that rests and goes on: who is told, what is received, and which reminders go out after it."""

from datetime import date

import pytest

from consultations import periodic
from consultations.actions import answers, pausing, reminding, rounds
from consultations.models import Consultation, ConsultationEvent, Extension, InvitationState, Timeliness
from consultations.workflow import RoundState
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(at):
    with at("2021-05-12 09:00"):
        yield


@pytest.fixture
def leader():
    return OfficialFactory()


@pytest.fixture
def consultation():
    return ConsultationFactory(slug="rus", last_day=date(2021, 6, 30))


def kinds(**fields):
    return sorted(Letter.objects.filter(**fields).values_list("kind", flat=True))


def pause(consultation, leader, reason="Pandemin"):
    pausing.pause_round(consultation, reason=reason, by=leader)


def resume(consultation, leader, last_day=None, reason="Vi fortsätter"):
    pausing.resume_round(consultation, reason=reason, last_day=last_day, by=leader)


def test_pausing_tells_everyone_who_was_invited_once(consultation, leader):
    waiting, answered, unsent = InvitationFactory.create_batch(3, consultation=consultation)
    type(unsent).objects.filter(pk=unsent.pk).update(state=InvitationState.PLANNED)
    ResponseFactory(
        consultation=consultation, invitation=answered, organisation=answered.organisation, sender_kind="invited"
    )

    pause(consultation, leader)

    told = sorted(Letter.objects.filter(kind="paused").values_list("recipient", flat=True))
    assert told == sorted([waiting.contact_email, answered.contact_email])
    assert all("Pandemin" in letter.text for letter in Letter.objects.all())
    assert [(event.transition, event.reason) for event in consultation.events.all()] == [("pause", "Pandemin")]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_pausing_and_resuming_want_a_reason(reason, consultation, leader):
    with pytest.raises(rounds.RoundNotReadyError):
        pause(consultation, leader, reason)
    pause(consultation, leader)
    with pytest.raises(rounds.RoundNotReadyError):
        resume(consultation, leader, reason=reason)

    consultation.refresh_from_db()
    assert consultation.state == RoundState.PAUSED


def test_what_waits_to_be_sent_is_stopped(consultation, leader, at):
    InvitationFactory(consultation=consultation)
    with at("2021-06-02 08:01"):
        periodic.remind_consultees()
        assert kinds(cancelled_at=None) == ["reminder_28"]

        pause(consultation, leader)

    assert kinds(cancelled_at=None) == ["paused"]


def test_nobody_is_reminded_while_it_rests(consultation, leader, at):
    InvitationFactory(consultation=consultation)
    pause(consultation, leader)

    for day in ("2021-06-02", "2021-06-23", "2021-06-29"):
        with at(f"{day} 08:01"):
            periodic.remind_consultees()

    assert kinds() == ["paused"]


def test_answers_are_received_while_it_rests(consultation, leader):
    pause(consultation, leader)
    draft = answers.begin(consultation)
    answers.save_fields(draft, {"about.kind": "person", "overall.summary": "Bra."})

    response = answers.send(draft)

    assert (consultation.accepts_answers, response.timeliness) == (True, Timeliness.IN_TIME)


def test_resuming_keeps_the_last_day_and_plans_the_reminders_anew(consultation, leader, at):
    InvitationFactory(consultation=consultation)
    pause(consultation, leader)

    # The day of the four-week reminder passed in the pause; the letter of today says the last day.
    with at("2021-06-08 09:00"):
        resume(consultation, leader)
        periodic.remind_consultees()
        assert kinds() == ["paused", "resumed"]
    with at("2021-06-23 08:01"):
        periodic.remind_consultees()

    assert kinds() == ["paused", "reminder_7", "resumed"]
    assert "onsdag 30 juni 2021" in Letter.objects.get(kind="resumed").text


def test_resuming_may_move_the_last_day(consultation, leader):
    InvitationFactory(consultation=consultation)
    pause(consultation, leader)

    resume(consultation, leader, last_day=date(2021, 9, 30))

    consultation.refresh_from_db()
    letter = Letter.objects.get(kind="resumed")
    assert (consultation.state, consultation.last_day) == (RoundState.OPEN, date(2021, 9, 30))
    assert letter.text.index("torsdag 30 september 2021") < letter.text.index("onsdag 30 juni 2021")
    assert letter.deadline == consultation.deadline.ends
    moved = consultation.events.get(transition=ConsultationEvent.MOVE_DEADLINE)
    assert (moved.last_day_before, moved.reason) == (date(2021, 6, 30), "Vi fortsätter")
    assert kinds() == ["paused", "resumed"]


@pytest.mark.parametrize(("now", "last_day"), [("2021-07-02 09:00", None), ("2021-06-02 09:00", date(2021, 6, 1))])
def test_resuming_wants_a_last_day_that_has_not_passed(now, last_day, consultation, leader, at):
    pause(consultation, leader)

    with at(now), pytest.raises(rounds.DeadlineNotMovedError):
        resume(consultation, leader, last_day=last_day)

    consultation.refresh_from_db()
    assert (consultation.state, consultation.last_day) == (RoundState.PAUSED, date(2021, 6, 30))


def test_an_own_longer_time_stands_in_the_letter(consultation, leader, at):
    invitation = InvitationFactory(consultation=consultation)
    Extension.objects.create(
        invitation=invitation,
        asked_day=date(2021, 8, 20),
        reason="Nämnden",
        granted=True,
        last_day=date(2021, 8, 20),
        decided_at="2021-05-01T10:00Z",
    )
    pause(consultation, leader)

    resume(consultation, leader, last_day=date(2021, 7, 9))

    letter = Letter.objects.get(kind="resumed")
    assert "fredag 20 augusti 2021" in letter.subject
    # Both last days stand there, and that the own one holds.
    assert all(day in letter.text for day in ("fredag 20 augusti 2021", "fredag 9 juli 2021", "onsdag 30 juni 2021"))


def test_an_invitation_that_the_pause_held_back_goes_out_after_it(consultation, leader):
    invitation = rounds.invite(
        consultation,
        rounds.NewOrganisation("Ny kommun"),
        contact_name="",
        contact_email="reg@ny.example",
        by=leader,
    )
    pause(consultation, leader)
    assert kinds(cancelled_at=None) == ["paused"]

    resume(consultation, leader)

    assert kinds(cancelled_at=None, recipient=invitation.contact_email) == ["invitation", "resumed"]


def test_a_second_pause_is_told_of_anew(consultation, leader):
    InvitationFactory(consultation=consultation)

    for _time in range(2):
        pause(consultation, leader)
        resume(consultation, leader)

    assert kinds() == ["paused", "paused", "resumed", "resumed"]


def test_a_paused_round_can_be_withdrawn(consultation, leader):
    InvitationFactory(consultation=consultation)
    pause(consultation, leader)

    rounds.withdraw_round(consultation, reason="Nytt förslag", by=leader)

    assert kinds(cancelled_at=None) == ["withdrawn"]
    assert consultation.accepts_answers is False


def test_a_stale_tab_cannot_pause_what_is_closed(consultation, leader):
    Consultation.objects.update(state=RoundState.CLOSED)

    with pytest.raises(TransitionNotAllowedError):
        pause(consultation, leader)

    assert kinds() == []


def test_a_letter_about_a_pause_that_is_over_is_not_sent(consultation, leader):
    InvitationFactory(consultation=consultation)
    pause(consultation, leader)
    paused = Letter.objects.get()
    assert reminding.pause_is_still_owed(paused) is True

    resume(consultation, leader)

    resumed = Letter.objects.get(kind="resumed")
    assert (reminding.pause_is_still_owed(paused), reminding.resuming_is_still_owed(resumed)) == (False, True)
    rounds.move_deadline(consultation, date(2021, 9, 30), reason="Mer tid", by=leader)
    assert reminding.resuming_is_still_owed(resumed) is False


@pytest.mark.parametrize("bodies", [3, 30])
def test_pausing_asks_the_same_number_of_questions_whatever_the_list(
    bodies, consultation, leader, django_assert_num_queries
):
    InvitationFactory.create_batch(bodies, consultation=consultation)

    with django_assert_num_queries(13):
        pause(consultation, leader)
