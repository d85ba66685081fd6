"""An outage is what the portal measured: minutes in which nobody got an answer, or in which nobody asked."""

import http.server
import threading
from datetime import timedelta

import pytest

from rus_portal import clock
from rus_portal.uptime import periodic
from rus_portal.uptime.models import MINUTE, Outage, Pulse

pytestmark = pytest.mark.django_db


@pytest.fixture
def pulses(swedish_time):
    """Note answers for every minute from one time up to another: pulses("2021-06-30 12:00", "2021-06-30 12:30")."""

    def note(since, until, *, answered=True):
        first, end = swedish_time(since), swedish_time(until)
        minutes = int((end - first) / MINUTE)
        Pulse.objects.bulk_create(Pulse(minute=first + n * MINUTE, answered=answered) for n in range(minutes))

    return note


@pytest.fixture
def server():
    """A web server whose answer the test chooses: server.status = 503."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_words):
            pass

    web = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    web.status = 200
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield web
    web.shutdown()
    web.server_close()
    thread.join()


def test_minutes_without_answer_are_an_outage(pulses, swedish_time, at):
    pulses("2021-06-29 12:00", "2021-06-29 12:30")
    pulses("2021-06-29 12:30", "2021-06-29 12:50", answered=False)
    pulses("2021-06-29 12:50", "2021-06-29 13:00")

    with at("2021-06-29 13:00"):
        found = Pulse.objects.outages(swedish_time("2021-06-29 00:00"), swedish_time("2021-06-29 13:00"))

    assert found == [Outage(swedish_time("2021-06-29 12:30"), swedish_time("2021-06-29 12:50"))]
    assert found[0].minutes == 20


def test_minutes_in_which_nobody_asked_are_an_outage(pulses, swedish_time, at):
    pulses("2021-06-29 12:00", "2021-06-29 12:30")
    pulses("2021-06-29 14:00", "2021-06-29 14:10")

    with at("2021-06-29 14:10"):
        found = Pulse.objects.outages(swedish_time("2021-06-29 00:00"), swedish_time("2021-06-30 00:00"))

    assert [outage.minutes for outage in found] == [90]


def test_a_short_stop_is_none(pulses, swedish_time, at):
    pulses("2021-06-29 12:00", "2021-06-29 12:30")
    pulses("2021-06-29 12:34", "2021-06-29 12:40")

    with at("2021-06-29 12:40"):
        assert Pulse.objects.outages(swedish_time("2021-06-29 00:00"), swedish_time("2021-06-29 12:40")) == []


def test_what_was_before_the_first_answer_is_not_known(pulses, swedish_time, at):
    pulses("2021-06-29 12:00", "2021-06-29 12:30")

    with at("2021-06-29 12:30"):
        assert Pulse.objects.outages(swedish_time("2021-06-01 00:00"), swedish_time("2021-06-29 12:30")) == []


def test_nothing_is_known_without_measuring(swedish_time, at):
    with at("2021-06-29 12:30"):
        assert Pulse.objects.outages(swedish_time("2021-06-01 00:00"), swedish_time("2021-06-29 12:30")) == []


def test_an_outage_over_the_edges_is_told_whole(pulses, swedish_time, at):
    pulses("2021-06-26 23:00", "2021-06-26 23:30")
    pulses("2021-06-27 00:30", "2021-06-27 00:40")

    with at("2021-06-30 12:00"):
        found = Pulse.objects.outages(swedish_time("2021-06-27 00:00"), swedish_time("2021-06-27 00:35"))

    assert found == [Outage(swedish_time("2021-06-26 23:30"), swedish_time("2021-06-27 00:30"))]


def test_an_outage_that_goes_on_ends_now(pulses, swedish_time, at):
    pulses("2021-06-29 12:00", "2021-06-29 12:30")

    with at("2021-06-29 13:00"):
        found = Pulse.objects.outages(swedish_time("2021-06-29 00:00"), swedish_time("2021-06-30 00:00"))

    assert found == [Outage(swedish_time("2021-06-29 12:30"), swedish_time("2021-06-29 13:00"))]


def test_pulse_notes_an_answer_once(server, settings, at, swedish_time):
    settings.PULSE_URL = f"http://127.0.0.1:{server.server_port}/"

    with at("2021-06-29 12:30:40"):
        periodic.feel_pulse()
        periodic.feel_pulse()

    assert list(Pulse.objects.values_list("minute", "answered", "fault")) == [
        (swedish_time("2021-06-29 12:30"), True, "")
    ]


def test_pulse_notes_a_fault_and_a_later_yes_stands(server, settings, at):
    settings.PULSE_URL = f"http://127.0.0.1:{server.server_port}/"
    server.status = 503

    with at("2021-06-29 12:30:10"):
        periodic.feel_pulse()
    fault = Pulse.objects.get().fault
    server.status = 200
    with at("2021-06-29 12:30:50"):
        periodic.feel_pulse()

    assert fault.startswith("HTTPError: HTTP Error 503")
    assert list(Pulse.objects.values_list("answered", "fault")) == [(True, "")]


def test_pulse_notes_that_nobody_listens(settings, at):
    settings.PULSE_URL = "http://127.0.0.1:9/"

    with at("2021-06-29 12:30:10"):
        periodic.feel_pulse()

    assert list(Pulse.objects.values_list("answered", flat=True)) == [False]


def test_old_minutes_are_forgotten(portal_clock):
    portal_clock("2021-06-29 12:30")
    Pulse.objects.create(minute=clock.now() - timedelta(days=31), answered=True)
    kept = Pulse.objects.create(minute=clock.now() - timedelta(days=29), answered=True)

    periodic.forget_pulses()

    assert list(Pulse.objects.all()) == [kept]
