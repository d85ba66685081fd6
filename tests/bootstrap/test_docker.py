"""docker-compose.yml: read by the real Compose in every run; built and started when PORTAL_TEST_DOCKER=1."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rus_portal.bootstrap import TOP

SETTINGS = {
    "SECRET_KEY": "x" * 60,
    "POSTGRES_PASSWORD": "abc123",
    "ALLOWED_HOSTS": "127.0.0.1,rus.region.example",
    "PORTAL_URL": "http://127.0.0.1:8000",
    "EMAIL_URL": "outbox://",
}
PASSED_ON = ("BASE_IMAGE", "POSTGRES_IMAGE", "BROKER_IMAGE", "PORTAL_VERSION", "PORTAL_PORT", "DOCKER_HOST")
PORTAL_SERVICES = {"migrate", "web", "worker", "beat"}


def compose(*arguments, settings=SETTINGS, **others):
    program = shutil.which("docker-compose", path=str(Path(sys.executable).parent))
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
    return subprocess.run(
        [program, "--project-directory", str(TOP), "-f", str(TOP / "docker-compose.yml"), *arguments],
        env=env,
        capture_output=True,
        text=True,
        **others,
    )


@pytest.fixture(scope="module")
def services():
    done = compose("config", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def test_compose_file_is_valid_and_says_nothing():
    done = compose("config", "--quiet")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", SETTINGS)
def test_a_missing_setting_stops_the_start_with_a_sentence(name):
    done = compose("config", "--quiet", settings={key: value for key, value in SETTINGS.items() if key != name})

    assert done.returncode != 0
    assert f"Set {name} to " in done.stderr


def test_services_are_those_of_the_design(services):
    assert services.keys() == {"db", "broker"} | PORTAL_SERVICES
    assert services["db"]["image"] == "postgres:17"
    assert services["broker"]["image"] == "valkey/valkey:8"


def test_every_service_is_locked_down_and_bounded(services):
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] not in ("root", "0", ""), name
        assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory", "pids"}, name


def test_every_lasting_service_has_a_health_check(services):
    checked = {name for name, service in services.items() if service["healthcheck"].get("test")}

    assert checked == services.keys() - {"migrate"}


def test_only_the_web_server_is_published_and_the_database_is_inside(services):
    assert [name for name, service in services.items() if service.get("ports")] == ["web"]
    assert services["web"]["ports"][0]["host_ip"] == "127.0.0.1"
    assert list(services["db"]["networks"]) == ["inside"]
    assert list(services["broker"]["networks"]) == ["inside"]


@pytest.mark.docker
@pytest.mark.slow
def test_compose_builds_and_starts_everything():
    """Needs a Docker engine and the images that BASE_IMAGE, POSTGRES_IMAGE and BROKER_IMAGE name.

    With PORTAL_VERSION, the image of that version is taken as it is: for an engine that has no network.
    """
    settings = {**SETTINGS, "COMPOSE_PROJECT_NAME": "rus-portalen-test"}
    settings |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    build = [] if "PORTAL_VERSION" in os.environ else ["--build"]
    try:
        started = compose("up", *build, "--detach", "--wait", "--wait-timeout", "300", settings=settings)
        assert started.returncode == 0, compose("logs", "--tail", "20", settings=settings).stdout

        states = compose("ps", "--all", "--format", "{{.Service}} {{.State}} {{.Health}}", settings=settings)
        assert set(states.stdout.splitlines()) == {
            "migrate exited ",
            *(f"{name} running healthy" for name in ("db", "broker", "web", "worker", "beat")),
        }
        ready = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/readyz').status)"
        answer = compose("exec", "-T", "web", "python3", "-c", ready, settings=settings)
        assert answer.stdout.strip() == "200", answer.stderr
        pdf = "import weasyprint; print(weasyprint.HTML(string='å').write_pdf()[:4])"
        assert compose("exec", "-T", "worker", "python3", "-c", pdf, settings=settings).stdout.strip() == "b'%PDF'"
    finally:
        compose("down", "--volumes", "--timeout", "5", settings=settings)
