"""What the clock does with rounds, also twice, late and in two beats; opening at once by two people."""

import threading
from datetime import date, datetime, time

import pytest
from django.db import connection

from consultations import periodic
from consultations.actions import pausing, rounds, setting_up, timetable
from consultations.forms_times import swedish_instant
from consultations.models import Consultation, InvitationState
from consultations.workflow import RoundState
from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from strategy.models import Version
from strategy.workflow import State, Transition
from tests.factories import ConsultationFactory, InvitationFactory, OfficialFactory, UserFactory, ready_to_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return OfficialFactory(email="ledare@region.example")


def planned(**fields):
    defaults = {"state": RoundState.PLANNED, "version__state": State.FROZEN, "last_day": date(2021, 6, 30)}
    consultation = ready_to_open(ConsultationFactory(**defaults | fields))
    InvitationFactory(consultation=consultation, state=InvitationState.PLANNED, contact_email="reg@kommun.example")
    return consultation


def to_open(swedish_time, at="2021-04-06 08:00", **fields):
    return planned(opens_by_itself=True, opens_at=swedish_time(at), **fields)


def tick(at, when):
    with at(when):
        periodic.open_and_close_rounds()


def state():
    return Consultation.objects.values_list("state", flat=True).get()


def letters():
    return sorted(Letter.objects.values_list("kind", "recipient"))


# --- opening ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2021-04-06 07:59:59.999999", RoundState.PLANNED),
        ("2021-04-06 08:00:00", RoundState.OPEN),
        ("2021-04-07 11:13:00", RoundState.OPEN),
    ],
)
def test_a_round_opens_at_its_hour_also_late(when, expected, at, swedish_time):
    to_open(swedish_time)

    tick(at, when)

    assert state() == expected


def test_the_clock_opens_as_a_person_does(at, swedish_time):
    consultation = to_open(swedish_time)

    for _twice in range(2):
        tick(at, "2021-04-06 08:00")

    consultation.refresh_from_db()
    assert (consultation.opens_at, consultation.version.state) == (
        swedish_time("2021-04-06 08:00"),
        State.ON_CONSULTATION,
    )
    assert [(event.transition, event.by) for event in consultation.events.all()] == [("open", None)]
    assert letters() == [("invitation", "reg@kommun.example")]


def test_a_round_without_a_planned_hour_waits_for_a_person(at, swedish_time):
    planned(opens_at=swedish_time("2021-04-06 08:00"))

    tick(at, "2021-05-06 08:00")

    assert state() == RoundState.PLANNED


@pytest.mark.parametrize(
    ("day", "hour", "instant"),
    [
        ("2021-03-28", "03:00", "2021-03-28T01:00:00+00:00"),
        ("2021-10-31", "02:30", "2021-10-31T00:30:00+00:00"),
        ("2021-10-31", "08:00", "2021-10-31T07:00:00+00:00"),
        ("2021-04-06", "08:00", "2021-04-06T06:00:00+00:00"),
    ],
)
def test_a_planned_hour_is_a_swedish_hour(day, hour, instant):
    found = swedish_instant(date.fromisoformat(day), time.fromisoformat(hour))

    assert found == datetime.fromisoformat(instant)


def test_an_hour_that_the_clocks_jump_over_is_none():
    assert swedish_instant(date(2021, 3, 28), time(2, 30)) is None


def test_a_round_that_cannot_open_is_told_of_once(at, swedish_time, leader):
    consultation = to_open(swedish_time, registry_number="")
    OfficialFactory(role=Role.ANALYST)
    OfficialFactory(email="gammal@region.example", is_active=False)

    for when in ("2021-04-06 08:00", "2021-04-06 08:00", "2021-04-06 08:01"):
        tick(at, when)

    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient, letter.language) == ("opening_blocked", "ledare@region.example", "sv")
    consultation.refresh_from_db()
    assert (consultation.state, consultation.opens_by_itself) == (RoundState.PLANNED, False)
    (event,) = consultation.events.all()
    assert (event.transition, event.reason in letter.text) == ("opening_blocked", True)


def test_a_round_that_could_not_open_does_not_spring_open_later(at, swedish_time, leader):
    consultation = to_open(swedish_time, registry_number="")
    tick(at, "2021-04-06 08:00")

    Consultation.objects.update(registry_number="RUN 2021/1")
    tick(at, "2021-04-06 08:02")
    assert state() == RoundState.PLANNED

    with at("2021-04-06 09:00"):
        consultation.refresh_from_db()
        facts = {"last_day": date(2021, 6, 30), "closing_day": None, "by": leader}
        setting_up.plan_times(consultation, opens_at=swedish_time("2021-04-07 08:00"), **facts)
    tick(at, "2021-04-07 08:00")
    assert state() == RoundState.OPEN


def test_an_abandoned_version_does_not_open(at, swedish_time, leader):
    consultation = to_open(swedish_time)
    Version.objects.get().advance(Transition.ABANDON, by=leader)

    tick(at, "2021-04-06 08:00")

    assert (state(), [kind for kind, _recipient in letters()]) == (RoundState.PLANNED, ["opening_blocked"])
    assert consultation.events.get().transition == "opening_blocked"


def test_a_version_that_is_abandoned_while_somebody_opens_leaves_the_round_planned(at, leader):
    with at("2021-04-06 08:00"):
        consultation = planned()
        stale = Consultation.objects.select_related("version").get(pk=consultation.pk)
        Version.objects.get().advance(Transition.ABANDON, by=leader)

        with pytest.raises(rounds.RoundNotReadyError):
            rounds.open_round(stale, by=leader)

    assert (state(), letters()) == (RoundState.PLANNED, [])


def test_what_is_checked_is_what_stands_there_now(at, leader):
    with at("2021-04-06 08:00"):
        stale = planned()
        Consultation.objects.update(letter=[])

        with pytest.raises(rounds.RoundNotReadyError):
            rounds.open_round(stale, by=leader)


# --- closing ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("last_day", "closing_day", "when", "expected"),
    [
        (date(2021, 6, 30), date(2021, 6, 30), "2021-06-30 23:59:59.999999", RoundState.OPEN),
        (date(2021, 6, 30), date(2021, 6, 30), "2021-07-01 00:00:00", RoundState.CLOSED),
        (date(2021, 6, 30), date(2021, 7, 9), "2021-07-09 23:59:59", RoundState.OPEN),
        (date(2021, 6, 30), date(2021, 7, 9), "2021-07-12 09:00", RoundState.CLOSED),
        (date(2021, 10, 31), date(2021, 10, 31), "2021-10-31 23:59:59", RoundState.OPEN),
        (date(2021, 10, 31), date(2021, 10, 31), "2021-11-01 00:00:00", RoundState.CLOSED),
        (date(2021, 3, 28), date(2021, 3, 28), "2021-03-28 23:59:59", RoundState.OPEN),
        (date(2021, 3, 28), date(2021, 3, 28), "2021-03-29 00:00:00", RoundState.CLOSED),
        (date(2021, 6, 30), None, "2021-12-24 15:00", RoundState.OPEN),
    ],
)
def test_a_round_closes_when_its_closing_day_is_over(last_day, closing_day, when, expected, at):
    ConsultationFactory(last_day=last_day, closing_day=closing_day)

    for _twice in range(2):
        tick(at, when)

    assert state() == expected


def test_a_paused_round_is_not_closed(at):
    ConsultationFactory(last_day=date(2021, 6, 30), closing_day=date(2021, 6, 30), state=RoundState.PAUSED)

    tick(at, "2021-08-01 09:00")

    assert state() == RoundState.PAUSED


# --- at once ----------------------------------------------------------------------------------------------------------
def at_once(number, do):
    """Do it in so many threads at the same time; what each of them gives or raises."""
    barrier, results = threading.Barrier(number), []

    def run():
        try:
            barrier.wait(timeout=20)
            results.append(do())
        except Exception as fault:
            results.append(type(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_open_a_round_once(portal_clock, swedish_time):
    consultation = to_open(swedish_time)
    portal_clock("2021-04-06 08:00")

    done = at_once(4, lambda: timetable.open_as_planned(consultation.pk))

    assert sorted(done) == [False, False, False, True]
    assert (consultation.events.count(), Letter.objects.filter(kind="invitation").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_close_a_round_once(portal_clock):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30), closing_day=date(2021, 6, 30))
    portal_clock("2021-07-01 00:00")

    done = at_once(4, lambda: timetable.close_as_planned(consultation.pk))

    assert sorted(done) == [False, False, False, True]
    assert consultation.events.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_once_of_a_blocked_opening(portal_clock, swedish_time, leader):
    consultation = to_open(swedish_time, registry_number="")
    portal_clock("2021-04-06 08:00")

    at_once(4, lambda: timetable.open_as_planned(consultation.pk))

    assert (consultation.events.count(), Letter.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_and_the_clock_open_at_once(portal_clock, swedish_time, leader):
    consultation = to_open(swedish_time)
    portal_clock("2021-04-06 08:00")

    def open_it():
        own = Consultation.objects.get(pk=consultation.pk)
        rounds.open_round(own, by=leader)

    done = at_once(3, open_it)

    assert sorted(done, key=str) == sorted([None, TransitionNotAllowedError, TransitionNotAllowedError], key=str)
    assert (consultation.events.count(), Letter.objects.filter(kind="invitation").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_opening_against_abandoning_ends_in_one_of_them(portal_clock, leader):
    consultation = planned()
    portal_clock("2021-04-06 08:00")
    steps = iter(
        [
            lambda: rounds.open_round(Consultation.objects.get(pk=consultation.pk), by=leader),
            lambda: Version.objects.get().advance(Transition.ABANDON, by=leader),
        ]
    )
    lock = threading.Lock()

    def one_of_them():
        with lock:
            do = next(steps)
        return do()

    at_once(2, one_of_them)

    consultation.refresh_from_db()
    version = Version.objects.get()
    # A version that is out may be abandoned too; a round is never open on one that was abandoned before it.
    assert (consultation.state, version.state) in {
        (RoundState.OPEN, State.ON_CONSULTATION),
        (RoundState.OPEN, State.ABANDONED),
        (RoundState.PLANNED, State.ABANDONED),
    }
    sent_out = version.events.filter(transition=Transition.SEND_OUT).exists()
    assert sent_out == (consultation.state == RoundState.OPEN)


@pytest.mark.django_db(transaction=True)
def test_somebody_who_saves_while_another_opens_is_wholly_before_or_after(portal_clock, leader):
    consultation = planned()
    portal_clock("2021-04-06 08:00")
    steps = iter(
        [
            lambda: rounds.open_round(Consultation.objects.get(pk=consultation.pk), by=leader),
            lambda: setting_up.state_facts(Consultation.objects.get(pk=consultation.pk), registry_number="", by=leader),
        ]
    )
    lock = threading.Lock()

    def one_of_them():
        with lock:
            do = next(steps)
        return do()

    at_once(2, one_of_them)

    consultation.refresh_from_db()
    is_whole = bool(consultation.registry_number)
    assert consultation.state == (RoundState.OPEN if is_whole else RoundState.PLANNED)


@pytest.mark.django_db(transaction=True)
def test_two_who_pause_at_once_tell_once(portal_clock):
    consultation = ConsultationFactory(last_day=date(2021, 6, 30))
    InvitationFactory(consultation=consultation)
    somebody = UserFactory()
    portal_clock("2021-05-12 09:00")

    at_once(3, lambda: pausing.pause_round(Consultation.objects.get(), reason="Pandemi", by=somebody))

    assert (consultation.events.count(), Letter.objects.filter(kind="paused").count()) == (1, 1)
