"""A part's last day moves as the round's does: with a reason, told to those concerned, reminders planned anew."""

from datetime import date

import pytest
from django.urls import reverse

from consultations import periodic
from consultations.actions import moving_parts, rounds
from consultations.models import ConsultationEvent, SenderKind
from consultations.standing.planned import planned_letters
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter, LetterState
from rus_portal.workflow import TransitionNotAllowedError
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    ResponseFactory,
    RoundPartFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "kontakt@kommun.example"
MOVE = {"reason": "Underlaget blev klart senare"}


@pytest.fixture
def leader():
    return OfficialFactory(role=Role.PROJECT_LEADER)


@pytest.fixture
def consultation(at):
    with at("2021-04-06 08:00"):
        return ConsultationFactory(
            year=2021, slug="rus", state=RoundState.OPEN, last_day=date(2021, 8, 31), version__sections=3
        )


@pytest.fixture
def part(consultation):
    return part_of(consultation, "Mål och prioriteringar", 0)


@pytest.fixture
def invitation(consultation):
    return InvitationFactory(consultation=consultation, contact_email=ADDRESS)


def part_of(consultation, name, place, last_day=date(2021, 6, 30)):
    section = consultation.version.sections.order_by("order")[place]
    return RoundPartFactory(consultation=consultation, name=name, last_day=last_day, sections=[section])


def answer_of(invitation):
    return ResponseFactory(
        consultation=invitation.consultation,
        invitation=invitation,
        sender_kind=SenderKind.ORGANISATION,
        organisation=invitation.organisation,
    )


def reminders():
    letters = Letter.objects.filter(kind__startswith="part_reminder").order_by("pk")
    return [(letter.kind, letter.state.value) for letter in letters]


def tick(at, text):
    with at(text):
        periodic.remind_consultees()


def send_all(at, text):
    with at(text):
        for letter in Letter.objects.unsent():
            tasks.send_letter(letter.pk)


def test_the_bodies_are_told_once_with_old_day_new_day_and_reason(at, consultation, part, invitation, leader):
    with at("2021-05-12 09:00"):
        answer_of(InvitationFactory(consultation=consultation))
        longer = InvitationFactory(consultation=consultation)
        asked = rounds.ask_extension(longer, asked_day=date(2021, 9, 20), reason="Nämnden")
        rounds.grant_extension(asked, last_day=date(2021, 9, 20), by=leader)

        moving_parts.move_part(part, date(2021, 7, 14), by=leader, **MOVE)

    letter = Letter.objects.get(kind="moved_part")
    assert letter.recipient == ADDRESS
    assert "Mål och prioriteringar" in letter.subject
    assert letter.text.index("14 juli 2021") < letter.text.index("30 juni 2021") < letter.text.index("31 augusti 2021")
    assert MOVE["reason"] in letter.text
    event = ConsultationEvent.objects.get(transition="move_part")
    assert (event.part, event.last_day_before, event.by, event.reason) == (
        part,
        date(2021, 6, 30),
        leader,
        MOVE["reason"],
    )
    assert consultation.events.moves().count() == 0


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2021, 7, 14), " "),
        (date(2021, 5, 11), "Skäl"),
        (date(2021, 6, 30), "Skäl"),
        (date(2021, 9, 1), "Skäl"),
    ],
    ids=["no reason", "passed", "the same", "after the whole"],
)
def test_a_move_that_makes_no_sense_is_refused(at, part, invitation, leader, day, reason):
    with at("2021-05-12 09:00"), pytest.raises(rounds.DeadlineNotMovedError):
        moving_parts.move_part(part, day, reason=reason, by=leader)

    assert Letter.objects.count() == 0


def test_nothing_is_moved_in_a_round_that_is_not_open_nor_by_two_at_once(at, consultation, part, leader):
    seen_before = type(part).objects.get(pk=part.pk)
    with at("2021-05-12 09:00"):
        moving_parts.move_part(part, date(2021, 7, 14), by=leader, **MOVE)
        with pytest.raises(TransitionNotAllowedError):
            moving_parts.move_part(seen_before, date(2021, 7, 1), by=leader, **MOVE)
        type(consultation).objects.update(state=RoundState.CLOSED)
        with pytest.raises(TransitionNotAllowedError):
            moving_parts.move_part(part, date(2021, 7, 2), by=leader, **MOVE)


def test_parts_are_reminded_of_by_their_own_day_and_those_of_one_day_together(at, consultation, part, invitation):
    part_of(consultation, "Uppföljning", 1)
    part_of(consultation, "Nuläge", 2, last_day=date(2021, 6, 8))

    for day in ("2021-06-02 08:00", "2021-06-02 08:01", "2021-06-07 08:00", "2021-06-23 08:00", "2021-06-29 08:00"):
        tick(at, day)

    found = Letter.objects.filter(kind__startswith="part_reminder").order_by("pk")
    assert [(one.kind, one.deadline.date().isoformat()) for one in found] == [
        ("part_reminder_7", "2021-06-08"),
        ("part_reminder_28", "2021-06-30"),
        ("part_reminder_1", "2021-06-08"),
        ("part_reminder_7", "2021-06-30"),
        ("part_reminder_1", "2021-06-30"),
    ]
    first = found[1]
    assert "Mål och prioriteringar" in first.text
    assert "Uppföljning" in first.text
    assert "Nuläge" not in first.text
    # The nearer reminder of one day stops the older one of that day only.
    assert [one.state.value for one in found] == ["cancelled", "cancelled", "owed", "cancelled", "owed"]


def test_whoever_has_answered_or_has_more_time_is_not_reminded_of_a_part(at, consultation, part, invitation, leader):
    longer = InvitationFactory(consultation=consultation)
    with at("2021-06-01 09:00"):
        answer_of(invitation)
        asked = rounds.ask_extension(longer, asked_day=date(2021, 9, 20), reason="Nämnden")
        rounds.grant_extension(asked, last_day=date(2021, 9, 20), by=leader)

    tick(at, "2021-06-23 08:00")

    assert reminders() == []


def test_a_moved_part_plans_its_reminders_anew(at, consultation, part, invitation, leader):
    other = part_of(consultation, "Uppföljning", 1)
    tick(at, "2021-06-23 08:00")
    assert reminders() == [("part_reminder_7", "owed")]

    with at("2021-06-23 08:30"):
        moving_parts.move_part(part, date(2021, 7, 14), by=leader, **MOVE)
    tick(at, "2021-06-23 08:31")
    tick(at, "2021-07-07 08:00")
    send_all(at, "2021-07-07 08:01")

    kept, anew = Letter.objects.filter(kind="part_reminder_7").order_by("deadline")
    assert "Mål och prioriteringar" not in kept.text
    assert other.name in kept.text
    assert kept.state == LetterState.CANCELLED
    assert "14 juli 2021" in anew.text
    assert anew.state == LetterState.SENT


def test_a_letter_about_a_day_that_has_moved_once_more_is_not_sent(at, part, invitation, leader):
    with at("2021-05-12 09:00"):
        moving_parts.move_part(part, date(2021, 7, 14), by=leader, **MOVE)
        moving_parts.move_part(part, date(2021, 6, 30), by=leader, reason="Åter")
    send_all(at, "2021-05-12 09:05")

    first, second = Letter.objects.filter(kind="moved_part").order_by("pk")
    assert (first.state, second.state) == (LetterState.CANCELLED, LetterState.SENT)
    assert "30 juni 2021" in second.text


def test_officials_see_the_reminders_of_parts_before_they_go_out(at, consultation, part, invitation):
    with at("2021-06-10 09:00"):
        planned = planned_letters(consultation)

    kinds = [(one.kind, one.at.date()) for one in planned]
    assert ("part_reminder_7", date(2021, 6, 23)) in kinds
    assert ("reminder_7", date(2021, 8, 24)) in kinds


def test_the_project_leader_moves_a_part_on_the_round_s_page(at, consultation, part, invitation, leader, logged_in):
    browser = logged_in(leader)
    place = [2021, "rus"]
    address = reverse("consultations:workspace_part_deadline", args=place)
    filled = {"del-part": part.pk, "del-last_day": "2021-07-14", "del-reason": MOVE["reason"]}
    with at("2021-05-12 09:00"):
        wrong = browser.post(address, filled | {"del-last_day": "2021-09-30"})
        answer = browser.post(address, filled, follow=True)
        public = browser.get(reverse("consultations:round", args=place)).content.decode()
        not_ours = browser.post(address, filled | {"del-part": RoundPartFactory().pk})

    assert wrong.status_code == 422
    assert 'value="2021-09-30"' in wrong.content.decode()
    assert MOVE["reason"] in wrong.content.decode()
    assert answer.redirect_chain == [(reverse("consultations:workspace_round", args=place), 302)]
    assert public.index("14 juli 2021") < public.index("30 juni 2021")
    assert MOVE["reason"] in public
    assert not_ours.status_code == 422
