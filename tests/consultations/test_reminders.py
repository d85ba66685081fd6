"""DESIGN.md promise 5: one for each (recipient, kind, deadline), never twice, never lost."""

import threading
from datetime import UTC, date

import pytest
from django.db import connection

from consultations import periodic
from consultations.actions import rounds
from consultations.deadlines import Deadline
from consultations.models import Invitation, InvitationState, LinkKind, ResponseLink, SenderKind, Stance
from consultations.reminders import Plan
from consultations.workflow import RoundState
from rus_portal.notifications import tasks
from rus_portal.notifications.models import Letter, LetterState
from tests.factories import (
    ConsultationFactory,
    InvitationFactory,
    OfficialFactory,
    OrganisationFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db
LAST_DAY = date(2021, 6, 30)


@pytest.fixture
def consultation(at):
    with at("2021-04-06 08:00"):
        return ConsultationFactory(last_day=LAST_DAY)


@pytest.fixture
def invitation(consultation):
    return InvitationFactory(consultation=consultation, contact_email="kontakt@kommun.example")


@pytest.fixture
def tick(at):
    """One minute of the clock: tick("2021-06-23 08:00"). Returns all reminders as (kind, state) in order of owing."""

    def once(text):
        with at(text):
            periodic.remind_consultees()
        return reminders()

    return once


def reminders():
    letters = Letter.objects.filter(kind__startswith="reminder_").order_by("pk")
    return [(letter.kind, letter.state.value) for letter in letters]


def send_all(at, text):
    with at(text):
        for letter in Letter.objects.unsent():
            tasks.send_letter(letter.pk)


def answer(invitation, **fields):
    return ResponseFactory(
        consultation=invitation.consultation,
        invitation=invitation,
        organisation=invitation.organisation,
        sender_kind=SenderKind.INVITED,
        **fields,
    )


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        ("2021-06-02 07:59:59", None),
        ("2021-06-02 08:00:00", "reminder_28"),
        ("2021-06-23 07:59:59", "reminder_28"),
        ("2021-06-23 08:00:00", "reminder_7"),
        ("2021-06-29 07:59:59", "reminder_7"),
        ("2021-06-29 08:00:00", "reminder_1"),
        ("2021-06-30 23:59:59", "reminder_1"),
        ("2021-07-01 00:00:00", None),
    ],
)
def test_due_is_the_nearest_moment_that_has_passed(now, kind, swedish_time):
    assert Plan(Deadline(LAST_DAY)).due(swedish_time(now)) == kind


@pytest.mark.parametrize(
    ("last_day", "utc"),
    [
        (date(2021, 3, 30), "2021-03-29T06:00:00+00:00"),  # summer time has begun the night before
        (date(2021, 3, 29), "2021-03-29T06:00:00+00:00"),  # the day before is a Sunday
        (date(2021, 3, 28), "2021-03-26T07:00:00+00:00"),  # Monday would be too late
        (date(2021, 11, 2), "2021-11-01T07:00:00+00:00"),  # it has ended the night before
        (date(2021, 11, 1), "2021-11-01T07:00:00+00:00"),
        (date(2021, 10, 31), "2021-10-29T06:00:00+00:00"),
    ],
)
def test_reminders_go_out_at_eight_swedish_time_whatever_the_season(last_day, utc):
    moments = dict(Plan(Deadline(last_day)).moments())

    assert moments["reminder_1"].astimezone(UTC).isoformat() == utc


def test_a_moment_before_the_body_was_told_is_not_owed(swedish_time):
    plan = Plan(Deadline(LAST_DAY), told_at=swedish_time("2021-06-10 12:00"))

    assert plan.due(swedish_time("2021-06-10 12:01")) is None
    assert plan.due(swedish_time("2021-06-23 08:00")) == "reminder_7"


def test_the_whole_story_sends_three_letters(invitation, tick, at, mailoutbox):
    for day in ("06-02", "06-03", "06-23", "06-24", "06-29", "06-30"):
        tick(f"2021-{day} 08:00")
        send_all(at, f"2021-{day} 08:01")
    tick("2021-07-01 08:00")

    assert reminders() == [("reminder_28", "sent"), ("reminder_7", "sent"), ("reminder_1", "sent")]
    assert [message.to for message in mailoutbox] == [["kontakt@kommun.example"]] * 3


def test_twice_in_a_minute_owes_one(invitation, tick):
    tick("2021-06-23 08:00")

    assert tick("2021-06-23 08:00") == [("reminder_7", "owed")]


def test_a_missed_day_is_made_good(invitation, tick):
    assert tick("2021-06-05 14:00") == [("reminder_28", "owed")]


def test_after_an_outage_only_the_nearest_is_owed(invitation, tick):
    assert tick("2021-06-29 09:00") == [("reminder_1", "owed")]


def test_a_nearer_reminder_takes_the_place_of_one_that_still_waits(invitation, tick, at, mailoutbox):
    tick("2021-06-02 08:00")

    assert tick("2021-06-23 08:00") == [("reminder_28", "cancelled"), ("reminder_7", "owed")]

    send_all(at, "2021-06-23 08:01")
    assert len(mailoutbox) == 1


def test_a_reminder_that_waited_until_after_the_deadline_is_not_sent(invitation, tick, at, mailoutbox):
    tick("2021-06-29 08:00")

    send_all(at, "2021-07-01 00:00")

    assert (reminders(), mailoutbox) == ([("reminder_1", "cancelled")], [])


@pytest.mark.parametrize("stance", [Stance.SUPPORTS, Stance.DECLINES])
def test_an_answer_stops_reminders(stance, invitation, tick, at):
    with at("2021-06-20 12:00"):
        answer(invitation, stance=stance)

    assert tick("2021-06-23 08:00") == []


def test_an_answer_between_tick_and_sending_stops_the_letter(invitation, tick, at, mailoutbox):
    tick("2021-06-23 08:00")
    with at("2021-06-23 08:00:30"):
        answer(invitation)

    send_all(at, "2021-06-23 08:01")

    assert (reminders(), mailoutbox) == ([("reminder_7", "cancelled")], [])


def test_a_withdrawn_answer_lets_the_reminder_live_again(invitation, tick, at, mailoutbox):
    tick("2021-06-23 08:00")
    with at("2021-06-23 08:00:30"):
        response = answer(invitation)
    send_all(at, "2021-06-23 08:01")
    ResponseLink.objects.create(earlier=response, kind=LinkKind.WITHDRAWS)

    assert tick("2021-06-23 09:00") == [("reminder_7", "owed")]

    send_all(at, "2021-06-23 09:01")
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("state", [InvitationState.PLANNED, InvitationState.BOUNCED])
def test_no_reminder_before_the_letter_has_arrived(state, consultation, tick):
    InvitationFactory(consultation=consultation, state=state)

    assert tick("2021-06-23 08:00") == []


@pytest.mark.parametrize("state", [RoundState.PLANNED, RoundState.CLOSED, RoundState.WITHDRAWN])
def test_no_reminder_outside_an_open_round(state, invitation, tick):
    type(invitation.consultation).objects.update(state=state)

    assert tick("2021-06-23 08:00") == []


def test_a_body_invited_late_is_not_reminded_of_what_it_has_just_read(consultation, tick, at):
    with at("2021-06-10 12:00"):
        rounds.invite(
            consultation,
            OrganisationFactory(),
            contact_name="",
            contact_email="sen@kommun.example",
            by=OfficialFactory(),
        )

    assert tick("2021-06-10 12:01") == []
    assert tick("2021-06-23 08:00") == [("reminder_7", "owed")]


def test_a_moved_deadline_stops_what_waits_and_plans_anew(invitation, tick, at, mailoutbox):
    tick("2021-06-23 08:00")
    with at("2021-06-23 08:00:30"):
        rounds.move_deadline(invitation.consultation, date(2021, 7, 14), reason="Semester", by=OfficialFactory())

    assert tick("2021-06-23 08:01") == [("reminder_7", "cancelled")]
    assert tick("2021-07-07 08:00") == [("reminder_7", "cancelled"), ("reminder_7", "owed")]

    deadlines = Letter.objects.filter(kind="reminder_7").order_by("pk").values_list("deadline", flat=True)
    assert list(deadlines) == [Deadline(LAST_DAY).ends, Deadline(date(2021, 7, 14)).ends]


def test_an_extension_moves_the_reminders_of_that_body_only(invitation, tick, at):
    other = InvitationFactory(consultation=invitation.consultation)
    with at("2021-06-20 12:00"):
        extension = rounds.ask_extension(invitation, asked_day=date(2021, 8, 20), reason="Nämnden möts i augusti")
        rounds.grant_extension(extension, last_day=date(2021, 8, 20), by=OfficialFactory())

    tick("2021-06-23 08:00")

    letter = Letter.objects.get(kind="reminder_7")
    assert letter.about == f"invitation:{other.pk}"


def test_extended_bodies_are_reminded_after_the_round_has_closed(invitation, tick, at):
    with at("2021-06-20 12:00"):
        extension = rounds.ask_extension(invitation, asked_day=date(2021, 8, 20), reason="Nämnden möts i augusti")
        rounds.grant_extension(extension, last_day=date(2021, 8, 20), by=OfficialFactory())
    consultation = type(invitation.consultation).objects.get()
    with at("2021-07-01 08:00"):
        rounds.close_round(consultation, by=OfficialFactory())

    assert tick("2021-08-13 08:00") == [("reminder_7", "owed")]


def test_the_reminder_says_the_last_day_and_holds_the_personal_link(invitation, tick):
    tick("2021-06-23 08:00")

    letter = Letter.objects.get()
    assert "onsdag 30 juni 2021" in letter.subject
    assert f"svara/?inbjudan={invitation.key}" in letter.text
    assert f"svara/?inbjudan={invitation.key}" in letter.html


@pytest.mark.parametrize("bodies", [2, 40])
def test_a_tick_asks_the_same_number_of_questions_whatever_the_number_of_bodies(
    bodies, consultation, at, django_assert_num_queries
):
    InvitationFactory.create_batch(bodies, consultation=consultation)

    # invitations, drafts, silent bodies, outcomes; known letters, lock, known ones again, older letters, new letters,
    # which of them are new; and four savepoints
    with at("2021-06-23 08:00"), django_assert_num_queries(18):
        periodic.remind_consultees()

    assert Letter.objects.count() == bodies


@pytest.mark.parametrize("bodies", [2, 40])
def test_an_idle_tick_is_cheap(bodies, consultation, at, django_assert_num_queries):
    InvitationFactory.create_batch(bodies, consultation=consultation)

    # invitations, drafts, silent bodies, outcomes
    with at("2021-05-12 09:00"), django_assert_num_queries(8):
        periodic.remind_consultees()


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_owe_each_reminder_once(portal_clock, mailoutbox):
    portal_clock("2021-06-23 08:00")
    consultation = ConsultationFactory(last_day=LAST_DAY)
    InvitationFactory.create_batch(5, consultation=consultation)
    barrier = threading.Barrier(4)

    def beat():
        try:
            barrier.wait(5)
            periodic.remind_consultees()
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    letters = Letter.objects.values_list("about", "kind")
    expected = {(f"invitation:{pk}", "reminder_7") for pk in Invitation.objects.values_list("pk", flat=True)}
    assert (len(letters), set(letters)) == (5, expected)
    assert len(mailoutbox) == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(portal_clock, mailoutbox):
    portal_clock("2021-06-23 08:00")
    InvitationFactory(consultation=ConsultationFactory(last_day=LAST_DAY))
    periodic.remind_consultees()
    Letter.objects.update(sent_at=None)
    mailoutbox.clear()
    (pk,) = Letter.objects.values_list("pk", flat=True)

    def work():
        try:
            tasks.send_letter(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert (len(mailoutbox), Letter.objects.get().state) == (1, LetterState.SENT)
