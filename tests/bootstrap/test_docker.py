"""docker-compose.yml as the real Compose reads it, without an engine. test_docker_runs.py builds and starts it."""

import json
import re

import pytest

from rus_portal.bootstrap import TOP
from tests.bootstrap.compose import SETTINGS, compose

PORTAL_SERVICES = {"migrate", "web", "worker", "beat"}
# What settings.py reads and the image itself sets, or nobody in production should.
NOT_FOR_COMPOSE = {"STORAGE_URL", "DEBUG"}


def variables_of_the_settings():
    """The environment variables that the settings read."""
    settings = (TOP / "rus_portal" / "settings.py").read_text()
    readers = (TOP / "rus_portal" / "environment.py").read_text()
    read = re.compile(r'environment\.\w+\(\s*"([A-Z_]+)"|\b(?:text|required)\("([A-Z_]+)"')
    return {one or other for one, other in read.findall(settings + readers)}


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


def test_every_variable_reaches_the_containers(services):
    wanted = variables_of_the_settings() - NOT_FOR_COMPOSE

    assert len(wanted) > 15
    for name in PORTAL_SERVICES:
        assert wanted <= services[name]["environment"].keys(), name


@pytest.mark.parametrize("place", [".env.example", "README.md"])
def test_every_variable_is_told_of(place):
    words = set(re.findall(r"[A-Z_]+", (TOP / place).read_text()))

    assert variables_of_the_settings() - NOT_FOR_COMPOSE - words == set()


def test_the_image_is_built_once(services):
    assert [name for name, service in services.items() if service.get("build")] == ["migrate"]
    assert {services[name]["image"] for name in PORTAL_SERVICES} == {"rus-portalen:test"}


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
