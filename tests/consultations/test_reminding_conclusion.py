"""After the closing: one letter to each silent body; when the round is finished, one to all who answered."""

import uuid
from datetime import date

import pytest

from consultations import periodic
from consultations.actions import rounds
from consultations.models import (
    ConsultationEvent,
    InvitationState,
    LinkKind,
    Response,
    ResponseLink,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(at):
    with at("2021-04-06 08:00"):
        return ConsultationFactory(last_day=date(2021, 6, 30))


@pytest.fixture
def closed(consultation, at):
    """The round, closed on the morning after its last day (a Thursday)."""

    def close(moment="2021-07-01 08:00"):
        with at(moment):
            rounds.close_round(consultation, by=OfficialFactory())
        return consultation

    return close


@pytest.fixture
def tick(at):
    def once(text):
        with at(text):
            periodic.remind_consultees()
            for pk in Letter.objects.values_list("pk", flat=True):
                tasks.send_letter(pk)
        letters = Letter.objects.filter(kind__in=["missing_answer", "outcome"]).order_by("recipient", "pk")
        return [(letter.recipient, letter.kind, letter.state.value) for letter in letters]

    return once


def answer(invitation, **fields):
    return ResponseFactory(
        consultation=invitation.consultation,
        invitation=invitation,
        organisation=invitation.organisation,
        sender_kind=SenderKind.INVITED,
        **fields,
    )


def joint(consultation):
    """A received answer whose arrival is not yet noted: those who join in can still be put in."""
    return Response.objects.create(
        consultation=consultation,
        draft_id=uuid.uuid4(),
        receipt_number=f"TEST-{uuid.uuid4().hex[:8]}",
        received_at=clock.now(),
        deadline_then=consultation.deadline.ends,
        timeliness=Timeliness.IN_TIME,
        hash="0" * 64,
        sender_kind=SenderKind.PERSON,
    )


def test_only_the_silent_get_a_letter_once_on_the_next_working_day(consultation, closed, tick, at, mailoutbox):
    InvitationFactory(consultation=consultation, contact_email="tyst@kommun.example")
    with at("2021-06-20 12:00"):
        answer(InvitationFactory(consultation=consultation))
        answer(InvitationFactory(consultation=consultation), stance=Stance.DECLINES)
        named_jointly = InvitationFactory(consultation=consultation).organisation
        joint(consultation).joint_with.add(named_jointly)
    InvitationFactory(consultation=consultation, state=InvitationState.BOUNCED)
    closed()

    assert tick("2021-07-01 16:00") == []
    assert tick("2021-07-02 07:59") == []
    tick("2021-07-02 08:00")
    letters = tick("2021-07-12 08:00")

    assert letters == [("tyst@kommun.example", "missing_answer", "sent")]
    assert len(mailoutbox) == 1


def test_a_corrected_address_gives_no_second_letter(consultation, closed, tick):
    invitation = InvitationFactory(consultation=consultation, contact_email="tyst@kommun.example")
    closed()
    tick("2021-07-02 08:00")
    type(invitation).objects.update(contact_email="annan@kommun.example")

    assert len(tick("2021-07-05 08:00")) == 1


def test_a_body_with_more_time_is_asked_after_its_own_last_day(consultation, closed, tick, at):
    invitation = InvitationFactory(consultation=consultation, contact_email="senare@kommun.example")
    with at("2021-06-20 12:00"):
        extension = rounds.ask_extension(invitation, asked_day=date(2021, 8, 20), reason="Nämnden möts i augusti")
        rounds.grant_extension(extension, last_day=date(2021, 8, 20), by=OfficialFactory())
    closed()

    assert tick("2021-07-02 08:00") == []
    assert tick("2021-08-23 08:00") == [("senare@kommun.example", "missing_answer", "sent")]


def test_a_late_answer_stops_the_letter_that_waits(consultation, closed, at, mailoutbox):
    invitation = InvitationFactory(consultation=consultation)
    closed()
    with at("2021-07-02 08:00"):
        periodic.remind_consultees()
        answer(invitation)
        letter = Letter.objects.get(kind="missing_answer")
        tasks.send_letter(letter.pk)

    letter.refresh_from_db()
    assert (letter.state.value, mailoutbox) == ("cancelled", [])


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.PAUSED, RoundState.WITHDRAWN, RoundState.FINISHED])
def test_no_letter_while_it_is_open_nor_when_all_is_over(state, consultation, closed, tick):
    InvitationFactory(consultation=consultation)
    closed()
    type(consultation).objects.update(state=state)

    assert tick("2021-07-02 08:00") == []


def test_a_portal_that_was_away_for_months_keeps_silent(consultation, closed, tick):
    InvitationFactory(consultation=consultation)
    closed()

    assert tick("2021-11-01 08:00") == []


@pytest.fixture
def finished(consultation, at):
    def finish(moment):
        with at(moment):
            type(consultation).objects.update(state=RoundState.FINISHED)
            ConsultationEvent.objects.create(consultation=consultation, transition="finish", at=clock.now())

    return finish


def test_all_who_answered_hear_of_the_outcome_once(consultation, finished, tick, at, mailoutbox):
    with at("2021-06-20 12:00"):
        ResponseFactory(consultation=consultation, sender_email="Anna@Exempel.example")
        ResponseFactory(consultation=consultation, sender_email="anna@exempel.example")
        ResponseFactory(consultation=consultation, sender_email="skyddad@exempel.example", is_protected=True)
        taken_back = ResponseFactory(consultation=consultation, sender_email="angrat@exempel.example")
        ResponseLink.objects.create(earlier=taken_back, kind=LinkKind.WITHDRAWS)
        ResponseFactory(consultation=consultation, sender_email="")
        ResponseFactory(
            consultation=consultation,
            sender_kind=SenderKind.ORGANISATION,
            organisation=OrganisationFactory(registry_email="registrator@bolag.example"),
            language="en",
        )
    InvitationFactory(consultation=consultation)
    finished("2021-12-20 18:00")

    assert tick("2021-12-20 18:01") == [
        ("anna@exempel.example", "outcome", "owed"),
        ("registrator@bolag.example", "outcome", "owed"),
    ]
    tick("2021-12-21 08:00")
    tick("2021-12-22 08:00")

    by_address = {message.to[0]: message for message in mailoutbox}
    assert sorted(by_address) == ["anna@exempel.example", "registrator@bolag.example"]
    assert len(mailoutbox) == 2
    assert by_address["registrator@bolag.example"].subject.startswith("The compilation of the answers is ready")
    assert "/en/remisser/" in by_address["registrator@bolag.example"].body


def test_an_answer_taken_back_before_the_morning_stops_the_outcome(consultation, finished, tick, at):
    with at("2021-06-20 12:00"):
        response = ResponseFactory(consultation=consultation, sender_email="anna@exempel.example")
    finished("2021-12-20 18:00")
    tick("2021-12-20 18:01")
    ResponseLink.objects.create(earlier=response, kind=LinkKind.WITHDRAWS)

    assert tick("2021-12-21 08:00") == [("anna@exempel.example", "outcome", "cancelled")]


@pytest.mark.parametrize("bodies", [2, 30])
def test_both_ask_the_same_number_of_questions_whatever_the_number(
    bodies, consultation, closed, finished, at, django_assert_num_queries
):
    InvitationFactory.create_batch(bodies, consultation=consultation)
    with at("2021-06-20 12:00"):
        for number in range(bodies):
            ResponseFactory(consultation=consultation, sender_email=f"nummer{number}@exempel.example")
    closed()
    with at("2021-07-02 08:00"), django_assert_num_queries(15):
        periodic.remind_consultees()
    finished("2021-12-20 18:00")
    with at("2021-12-21 08:00"), django_assert_num_queries(15):
        periodic.remind_consultees()

    assert Letter.objects.count() == 2 * bodies
