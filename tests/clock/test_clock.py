"""One clock for web, worker and beat."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from rus_portal import clock
from rus_portal.clock.models import ClockSetting

START = datetime(2021, 5, 12, 7, tzinfo=UTC)


def test_clock_is_real_by_default():
    with time_machine.travel("2026-11-22 12:00+00:00", tick=False):
        assert clock.now() == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_day_is_the_swedish_day():
    with clock.at(datetime(2021, 6, 30, 22, 30, tzinfo=UTC)):
        assert clock.today().isoformat() == "2021-07-01"


def test_at_is_undone_also_after_a_fault():
    with pytest.raises(ZeroDivisionError), clock.at(START):
        raise ZeroDivisionError

    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


@pytest.mark.django_db
def test_set_clock_starts_once_and_ticks_on(settings):
    settings.PORTAL_NOW = START
    clock.forget()
    with time_machine.travel("2026-01-01 00:00+00:00", tick=False) as real:
        first = clock.now()
        real.shift(timedelta(hours=3))
        clock.forget()

        later = clock.now()

    assert (first, later) == (START, START + timedelta(hours=3))


@pytest.mark.django_db
def test_another_process_hears_of_a_jump_within_a_second(settings):
    settings.PORTAL_NOW = START
    clock.forget()
    clock.now()
    target = datetime(2021, 9, 6, 7, tzinfo=UTC)
    # What another process writes; this one still remembers the old offset.
    ClockSetting.objects.update(domain=target, real=timezone.now())

    clock._known["until"] -= clock.REREAD_SECONDS

    assert abs(clock.now() - target) < timedelta(seconds=5)


@pytest.mark.django_db
def test_real_clock_cannot_be_moved(settings):
    settings.PORTAL_NOW = None

    with pytest.raises(clock.ClockIsRealError):
        clock.travel_to(START)


@pytest.mark.django_db
def test_database_holds_one_setting_at_the_most():
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockSetting.objects.create(pk=2, domain=START, real=START)
