"""`docker compose up` gives the same portal: image, database, broker, web, worker and beat, as in production.

Only with PORTAL_TEST_DOCKER=1 and a Docker engine (DOCKER_HOST says which, when it is not the machine's own):

    PORTAL_TEST_DOCKER=1 python3 manage.py test tests/bootstrap/test_docker_runs.py

BASE_IMAGE, POSTGRES_IMAGE and BROKER_IMAGE name other images than the official ones. Where there is no engine, or
nowhere to fetch the images from, `sudo sh tests/bootstrap/stand_in/run.sh` makes both out of Debian's packages and runs
this test.

The portal runs with the settings of production. A proxy with TLS is played by its header, the mail server by mail.py.
"""

import contextlib
import http.client
import json
import os
import re
import socket
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.bootstrap.compose import HOST, SETTINGS, compose

pytestmark = [pytest.mark.docker, pytest.mark.slow]

PASSED_ON = ("BASE_IMAGE", "POSTGRES_IMAGE", "BROKER_IMAGE", "DOCKER_HOST", "DOCKER_BUILDKIT")
FILES = ("docker-compose.yml", str(Path(__file__).with_name("stand_in") / "compose.yml"))
LASTING = ("db", "broker", "web", "worker", "beat")
KILL_A_WEB_PROCESS = (
    "import os; os.kill(max(int(p) for p in os.listdir('/proc') if p.isdigit() and int(p) < os.getpid()), 9)"
)
STORY = {"PORTAL_DEMO": "1", "PORTAL_NOW": "2021-05-12T09:00:00+02:00", "EMAIL_URL": "outbox://"}
VERSION_PDF = "/strategi/vaxtplats-blekinge/version/2.pdf"
LOADED_BY_WEB = "import django, sys; django.setup(); import rus_portal.urls; print(*sys.modules)"


class Portal:
    """The running containers, seen from outside."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.settings = {**SETTINGS, **passed_on, "PORTAL_PORT": str(self.port)}

    def compose(self, *arguments):
        return compose(*arguments, settings=self.settings, files=FILES)

    def up(self, *options):
        started = self.compose("up", *options, "--detach", "--wait", "--wait-timeout", "300")
        assert started.returncode == 0, started.stderr[-4000:] + self.compose("logs", "--tail", "20").stdout

    def inside(self, service, *command):
        return self.compose("exec", "-T", service, *command)

    def tell_the_story(self):
        """Fill the database by a container of the demo; those that run know nothing of it."""
        as_demo = [word for name, value in STORY.items() for word in ("-e", f"{name}={value}")]
        manage = ["migrate", "python3", "manage.py", "seed", "demo"]
        told = self.compose("run", "--rm", "-T", "--no-deps", *as_demo, *manage)
        assert told.returncode == 0, told.stderr

    def states(self):
        shown = self.compose("ps", "--all", "--format", "{{.Service}} {{.State}} {{.Health}}").stdout
        return {line.split(" ", 1)[0]: line.split(" ", 1)[1].strip() for line in shown.splitlines()}

    def log(self, service):
        return self.compose("logs", "--no-log-prefix", "--no-color", service).stdout.splitlines()

    def ask(self, path, method="GET", *, form=None, **headers):
        """One request as the proxy sends it; returns the answer with its body read."""
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}", **headers}
        if form:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body=form and urlencode(form), headers=sent)
            answer = connection.getresponse()
            answer.body = answer.read()
        return answer


class Visit:
    """One person's way through forms, with cookies."""

    def __init__(self, portal):
        self.portal = portal
        self.cookies = {}

    def ask(self, path, method="GET", *, form=None):
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.portal.ask(path, method, form=form, Cookie=kept)
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def send(self, path, **fields):
        """Fill in the form that stands on the page."""
        page = self.ask(path).body.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self.ask(path, "POST", form={**fields, "csrfmiddlewaretoken": token})


def eventually(condition, seconds):
    """What the condition gives as soon as it gives anything."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.5)
    return found


@pytest.fixture(scope="module")
def portal():
    one = Portal()
    one.compose("down", "--volumes")  # what an aborted run left
    try:
        one.up("--build")
        one.tell_the_story()
        yield one
    finally:
        one.compose("down", "--volumes", "--timeout", "5")


def test_everything_is_up_and_healthy(portal):
    states = portal.states()

    assert states.pop("mail") == "running"
    assert states == {"migrate": "exited", **dict.fromkeys(LASTING, "running healthy")}


def test_readyz_has_all_it_leans_on(portal):
    said = json.loads(portal.ask("/readyz").body)

    assert said == {"ready": True, "database": "ok", "migrations": "ok", "broker": "ok", "storage": "ok"}


def test_front_page_is_served_and_sent_to_https(portal):
    answer = portal.ask("/")
    plain = portal.ask("/", **{"X-Forwarded-Proto": "http"})

    assert (answer.status, answer.headers["Set-Cookie"]) == (200, None)
    assert "Rus-portalen" in answer.body.decode()
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/")
    assert portal.ask("/", Host="other.example").status == 400


def test_static_files_are_served_by_the_manifest(portal):
    page = portal.ask("/").body.decode()
    names = re.findall(r'"(/static/[^"]+\.[0-9a-f]{12}\.(?:css|js|svg|png|ico))"', page)

    assert any(name.endswith(".css") for name in names)
    assert '"/static/css/portal.css"' not in page
    for name in names:
        answer = portal.ask(name, **{"Accept-Encoding": "gzip"})
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True), name


def test_production_settings_give_no_warning(portal):
    check = portal.inside("web", "python3", "manage.py", "check", "--deploy", "--fail-level", "DEBUG")

    assert check.returncode == 0, check.stderr
    assert check.stdout.strip() == "System check identified no issues (0 silenced)."
    assert portal.inside("web", "python3", "manage.py", "migrate", "--check").returncode == 0


@pytest.mark.parametrize("service", LASTING)
def test_container_is_locked_down_and_bounded(portal, service):
    asked = (
        "id -u; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status;"
        " touch /etc/mark 2>/dev/null && echo writable; cat /proc/1/comm;"
        " cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null"
    )
    config = json.loads(portal.compose("config", "--format", "json").stdout)["services"][service]

    user, capabilities, privileges, _first, memory = portal.inside(service, "sh", "-c", asked).stdout.splitlines()

    assert user != "0"
    assert capabilities.split() == ["CapEff:", "0000000000000000"]
    assert privileges.split() == ["NoNewPrivs:", "1"]
    assert memory == config["deploy"]["resources"]["limits"]["memory"]


def test_the_first_official_logs_in_by_a_code_that_the_worker_mailed(portal):
    official = "anna@region.example"
    appointed = portal.inside("web", "python3", "manage.py", "appoint", official, "project_leader")
    assert appointed.stdout == f"{official} has the role project_leader.\n", appointed.stderr
    visit = Visit(portal)

    asked = visit.send("/konto/login/code/", email=official)
    letter = json.loads(eventually(lambda: [line for line in portal.log("mail") if official in line], 30)[-1])
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", letter["text"], re.MULTILINE)[0]
    entered = visit.send(asked.headers["Location"], code=code)

    assert (letter["to"], letter["from"]) == ([official], SETTINGS["MAIL_FROM"])
    assert (asked.status, entered.status) == (302, 302)
    assert "Secure" in entered.headers["Set-Cookie"]
    # The wall for officials without a second factor stands.
    assert visit.ask("/arbetsyta/").headers["Location"] == "/konto/2fa/"


def test_a_pdf_is_made_by_the_worker_and_kept(portal):
    made = eventually(lambda: pdf(portal), 120)

    assert made.startswith(b"%PDF-1.7")
    assert any("exports.tasks.make_export" in line for line in portal.log("worker"))
    assert "weasyprint" not in portal.inside("web", "python3", "-c", LOADED_BY_WEB).stdout


def pdf(portal):
    answer = portal.ask(VERSION_PDF)
    return answer.body if answer.headers["Content-Type"] == "application/pdf" else None


def test_beat_ticks_and_the_worker_hears_it(portal):
    def last_tick(service):
        return [line for line in portal.log(service) if "relay_letters" in line][-1:]

    assert "Sending due task relay-letters" in eventually(lambda: last_tick("beat"), 70)[0]
    assert "received" in eventually(lambda: last_tick("worker"), 70)[0]


def test_logs_are_json_and_name_the_request(portal):
    portal.ask("/", Host="other.example", **{"X-Request-ID": "a-request-of-the-test"})
    portal.inside("web", "python3", "-c", KILL_A_WEB_PROCESS)
    eventually(lambda: any("_granian" in line for line in portal.log("web")), 30)

    for service in ("web", "worker", "beat"):
        lines = [json.loads(line) for line in portal.log(service)]
        assert lines, service
        assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    named = [json.loads(line) for line in portal.log("web") if "DisallowedHost" in line]
    assert named[-1]["request_id"] == "a-request-of-the-test"
    eventually(lambda: portal.ask("/healthz").status == 200, 30)


@pytest.mark.parametrize("service", ["web", "worker", "beat", "broker"])
def test_what_ends_by_itself_is_started_again(portal, service):
    before = process_start(portal, service)

    portal.inside(service, "sh", "-c", "kill 1")

    eventually(lambda: process_start(portal, service) not in ("", before), 60)
    eventually(lambda: portal.states()[service] == "running healthy", 150)


def process_start(portal, service):
    """When the container's first process began, in the machine's own ticks; empty while it is not there."""
    return portal.inside(service, "sh", "-c", "cut -d' ' -f22 /proc/1/stat").stdout


def test_data_outlive_the_containers(portal):
    before = pdf(portal)
    sections = portal.ask("/strategi/vaxtplats-blekinge/version/2/").body

    portal.compose("down", "--timeout", "60")
    assert portal.states() == {}
    portal.up()

    assert before
    assert pdf(portal) == before
    assert portal.ask("/strategi/vaxtplats-blekinge/version/2/").body == sections


def test_a_bad_setting_stops_the_start_with_a_sentence(portal):
    stopped = portal.compose("run", "--rm", "-T", "--no-deps", "-e", "EMAIL_URL=mail.example", "web")

    assert stopped.returncode == 1
    assert "Set EMAIL_URL to the mail server" in stopped.stderr
    assert "Traceback" not in stopped.stderr
