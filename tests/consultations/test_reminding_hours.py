"""Reminders in office hours: never at night or on a holiday, and never after the deadline they remind of."""

from datetime import date

import pytest

from consultations import notifications, periodic
from consultations.actions import rounds
from consultations.deadlines import Deadline
from consultations.reminders import Plan, office_hour
from rus_portal.notifications import actions, tasks
from rus_portal.notifications import periodic as post
from rus_portal.notifications.models import Letter
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(at):
    with at("2021-04-06 08:00"):
        return InvitationFactory(consultation=ConsultationFactory(last_day=date(2021, 6, 30)))


@pytest.mark.parametrize(
    ("last_day", "days", "goes_out"),
    [
        (date(2021, 6, 30), 7, "2021-06-23 08:00"),
        (date(2021, 7, 2), 7, "2021-06-28 08:00"),  # midsummer's eve: the Monday after
        (date(2021, 7, 3), 7, "2021-06-28 08:00"),
        (date(2021, 6, 27), 1, "2021-06-24 08:00"),  # Sunday after midsummer: only the Thursday before is in time
        (date(2021, 6, 28), 1, "2021-06-28 08:00"),  # still in time on the last day itself
        (date(2021, 12, 26), 1, "2021-12-23 08:00"),  # Christmas
        (date(2021, 12, 31), 7, "2021-12-27 08:00"),
        (date(2022, 1, 1), 1, "2021-12-30 08:00"),
        (date(2021, 4, 5), 1, "2021-04-01 08:00"),  # Easter Monday
        (date(2021, 4, 9), 7, "2021-04-06 08:00"),  # Good Friday
    ],
)
def test_a_reminder_has_its_office_hour(last_day, days, goes_out, swedish_time):
    assert office_hour(Deadline(last_day), days) == swedish_time(goes_out)


def test_whatever_the_last_day_reminders_go_in_office_hours_in_order_and_in_time():
    for ordinal in range(date(2020, 1, 1).toordinal(), date(2032, 1, 1).toordinal()):
        deadline = Deadline(date.fromordinal(ordinal))
        moments = [at for _kind, at in Plan(deadline).moments()]
        assert moments == sorted(moments, reverse=True), deadline
        assert len(set(moments)) == 3, deadline
        assert all(deadline.includes(at) for at in moments), deadline


def send_everything(at, moment):
    with at(moment):
        for pk in Letter.objects.order_by("pk").values_list("pk", flat=True):
            tasks.send_letter(pk)


def test_a_reminder_that_is_owed_late_waits_for_the_morning(invitation, at, mailoutbox):
    with at("2021-06-23 17:30"):
        periodic.remind_consultees()
    send_everything(at, "2021-06-23 17:31")

    letter = Letter.objects.get()
    with at("2021-06-23 17:31"):
        waits = (letter.state.value, letter.waits_until.isoformat())
    assert (waits, mailoutbox) == (("owed", "2021-06-24T08:00:00+02:00"), [])

    send_everything(at, "2021-06-24 08:00")
    assert [message.to for message in mailoutbox] == [[invitation.contact_email]]


def test_a_reminder_that_the_morning_would_make_too_late_goes_at_night(invitation, at, mailoutbox):
    with at("2021-06-30 20:00"):
        periodic.remind_consultees()
    send_everything(at, "2021-06-30 20:01")

    assert (Letter.objects.get().kind, len(mailoutbox)) == ("reminder_1", 1)


@pytest.mark.parametrize(("now", "sent"), [("2021-06-23 22:00", 0), ("2021-06-24 08:00", 1)])
def test_the_relay_hands_over_what_waits_only_in_office_hours(
    now, sent, invitation, at, mailoutbox, django_capture_on_commit_callbacks
):
    actions.owe_all([notifications.reminder(invitation, "reminder_7", invitation.deadline)])

    with at(now), django_capture_on_commit_callbacks(execute=True):
        post.relay_letters()

    assert len(mailoutbox) == sent


def test_what_somebody_does_at_night_is_told_at_once(invitation, at, mailoutbox, django_capture_on_commit_callbacks):
    with at("2021-06-26 23:00"), django_capture_on_commit_callbacks(execute=True):
        rounds.move_deadline(invitation.consultation, date(2021, 7, 14), reason="Semester", by=OfficialFactory())

    assert [message.to for message in mailoutbox] == [[invitation.contact_email]]


def test_a_deadline_moved_there_and_back_and_there_again_is_told_each_time(
    invitation, at, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = date(2021, 6, 30), date(2021, 7, 14)
    leader = OfficialFactory()
    for hour, day in enumerate([second, first, second], start=9):
        with at(f"2021-05-12 {hour:02}:00"), django_capture_on_commit_callbacks(execute=True):
            rounds.move_deadline(invitation.consultation, day, reason="Ändrat", by=leader)

    letters = Letter.objects.filter(kind="moved_deadline").order_by("pk")
    told = list(letters.values_list("deadline", "ordinal"))
    assert told == [(Deadline(second).ends, 1), (Deadline(first).ends, 2), (Deadline(second).ends, 3)]
    assert len(mailoutbox) == 3


def test_of_several_moves_that_wait_only_the_last_is_sent(invitation, at, mailoutbox):
    leader = OfficialFactory()
    with at("2021-05-12 09:00"):
        for day in (date(2021, 7, 14), date(2021, 6, 30), date(2021, 7, 14)):
            rounds.move_deadline(invitation.consultation, day, reason="Ändrat", by=leader)

    send_everything(at, "2021-05-12 09:01")

    states = [letter.state.value for letter in Letter.objects.order_by("pk")]
    assert (states, len(mailoutbox)) == (["cancelled", "cancelled", "sent"], 1)


def test_a_deadline_moved_back_sends_no_reminder_twice(invitation, at, mailoutbox):
    leader = OfficialFactory()
    with at("2021-06-23 08:00"):
        periodic.remind_consultees()
    send_everything(at, "2021-06-23 08:01")
    with at("2021-06-23 09:00"):
        rounds.move_deadline(invitation.consultation, date(2021, 7, 14), reason="Fram", by=leader)
    with at("2021-06-23 09:30"):
        rounds.move_deadline(invitation.consultation, date(2021, 6, 30), reason="Åter", by=leader)
    with at("2021-06-23 10:00"):
        periodic.remind_consultees()

    assert Letter.objects.filter(kind="reminder_7").count() == 1
