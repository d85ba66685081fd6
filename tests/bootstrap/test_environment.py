"""Each variable, missing and bad: the start stops with one sentence that says what to set, and repeats no password."""

import os
import runpy
import subprocess
import sys
from unittest import mock

import pytest

from rus_portal import environment
from rus_portal.bootstrap import TOP
from rus_portal.environment import SettingError

IN_EARNEST = {
    "SECRET_KEY": "f3Kq9sLw-2mZx8VbN-7tYcR4hGj-1pDuA6eQo-5iXn0BvWk-long",
    "DATABASE_URL": "postgres://portal:password@db:5432/portal",
    "REDIS_URL": "redis://broker:6379/0",
    "STORAGE_URL": "file:///srv/portal/files",
    "PORTAL_URL": "https://rus.region.example",
    "ALLOWED_HOSTS": "rus.region.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.region.example:587",
    "MAIL_FROM": "Rus-portalen <rus@region.example>",
    "CONTACT_EMAIL": "rus@region.example",
}
BAD = [
    ("SECRET_KEY", "hemligt"),
    ("SECRET_KEY", "x" * 60),
    ("DEBUG", "maybe"),
    ("PORTAL_DEMO", "ja"),
    ("PORTAL_NOW", "2021-05-12"),
    ("PORTAL_NOW", "2021-05-12T09:00:00"),
    ("PORTAL_NOW", "i morgon"),
    ("PORTAL_ALLOW_SET_CLOCK", "2"),
    ("PORTAL_URL", "rus.region.example"),
    ("PORTAL_URL", "ftp://rus.region.example"),
    ("PORTAL_URL", "https://rus.region.example/portal"),
    ("PORTAL_URL", "https://"),
    ("PORTAL_URL", "https://rus.region.example:port"),
    ("PORTAL_URL", "https://other.example"),
    ("ALLOWED_HOSTS", "https://rus.region.example"),
    ("ALLOWED_HOSTS", "rus.region.example other.example"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", ","),
    ("ALLOWED_HOSTS", "other.example"),
    ("STORAGE_URL", "/srv/portal/files"),
    ("STORAGE_URL", "file://files"),
    ("STORAGE_URL", "s3://bucket"),
    ("REDIS_URL", "broker:6379"),
    ("REDIS_URL", "redis://broker:port/0"),
    ("REDIS_URL", "amqp://broker"),
    ("REDIS_URL", "unix://"),
    ("DATABASE_URL", "db"),
    ("DATABASE_URL", "mysql://portal:hemligt@db/portal"),
    ("DATABASE_URL", "postgres://portal:hemligt@db"),
    ("DATABASE_URL", "postgres://portal:hem#ligt@db/portal"),
    ("EMAIL_URL", "mail.region.example"),
    ("EMAIL_URL", "smtp://"),
    ("EMAIL_URL", "smtp://user:hemligt@mail.region.example:port"),
    ("EMAIL_URL", "imap://mail.region.example"),
    ("MAIL_FROM", "Rus-portalen"),
    ("MAIL_FROM", "rus@"),
    ("CONTACT_EMAIL", "ingen"),
    ("RECEIPT_PREFIX", "R"),
    ("RECEIPT_PREFIX", "RUS-1"),
    ("RECEIPT_PREFIX", "ÅÄÖ"),
    ("PULSE_URL", "rus.region.example"),
    ("PULSE_URL", "https://"),
    ("BOUNCES_URL", "imap.region.example"),
    ("CLAMD_URL", "clamd:3310"),
    ("CLAMD_URL", "unix://clamd.sock"),
    ("BOUNCES_URL", "imaps://user:hemligt@"),
    ("PUBLIC_PAGE_SECONDS", "en"),
    ("PUBLIC_PAGE_SECONDS", "-1"),
    ("PUBLIC_PAGE_SECONDS", "nan"),
    ("OIDC_SERVER_URL", "login.region.example"),
]


def start(variables):
    """Read the settings with these variables and no others; returns them, or raises what stops the start."""
    with mock.patch.dict(os.environ, variables, clear=True):
        return runpy.run_path(str(TOP / "rus_portal" / "settings.py"))


def sentence(variables):
    """What stops a start with these variables."""
    with pytest.raises(SettingError) as stop:
        start(variables)
    return str(stop.value)


def without(name):
    return {key: value for key, value in IN_EARNEST.items() if key != name}


def run(*command, variables):
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "rus_portal.settings", **variables}
    return subprocess.run([sys.executable, *command], cwd=TOP, env=env, capture_output=True, text=True)


def test_the_demo_needs_no_more_than_its_services():
    few = {name: IN_EARNEST[name] for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "STORAGE_URL")}

    assert start({**few, "PORTAL_DEMO": "1"})["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]


@pytest.mark.parametrize("name", IN_EARNEST)
def test_a_missing_variable_is_named(name):
    said = sentence(without(name))

    assert said.startswith(f"Set {name} to ")
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_variable_is_named_and_its_password_is_not(name, value):
    said = sentence({**IN_EARNEST, name: value})

    assert name in said
    assert said.endswith(".")
    assert "hem" not in said


def test_a_clock_that_is_set_in_production_must_be_meant():
    moved = {**IN_EARNEST, "PORTAL_NOW": "2021-05-12T09:00:00+02:00"}

    assert "PORTAL_NOW" in sentence(moved)
    assert start({**moved, "PORTAL_ALLOW_SET_CLOCK": "1"})["PORTAL_NOW"].year == 2021


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_SECRET"])
def test_a_directory_for_log_in_needs_all_its_parts(name):
    directory = {"OIDC_SERVER_URL": "https://login.region.example", "OIDC_CLIENT_ID": "portal", "OIDC_SECRET": "s"}
    assert len(start({**IN_EARNEST, **directory})["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]) == 1

    directory[name] = ""

    assert sentence({**IN_EARNEST, **directory}).startswith(f"Set {name} to ")


def test_a_container_starts_its_command():
    done = run("-m", "rus_portal.local.entry", "echo", "started", variables=IN_EARNEST)

    assert (done.stdout, done.returncode) == ("started\n", 0)


@pytest.mark.parametrize("command", [("-m", "rus_portal.local.entry", "echo", "started"), ("manage.py", "check")])
def test_nothing_but_the_sentence_is_said(command):
    done = run(*command, variables={**IN_EARNEST, "PORTAL_URL": "rus.region.example"})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Set PORTAL_URL to the portal's address, such as https://rus.region.example, not to 'rus.region.example'.\n"
    )


def test_production_settings_pass_djangos_check_for_deployment():
    done = run("manage.py", "check", "--deploy", "--fail-level", "DEBUG", variables=IN_EARNEST)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("value", "port", "use_ssl", "use_tls"),
    [
        ("smtp://mail.example", 587, False, False),
        ("smtp+tls://mail.example:25", 25, False, True),
        ("smtps://mail.example", 465, True, False),
    ],
)
def test_mail_server_is_read_from_its_address(monkeypatch, value, port, use_ssl, use_tls):
    monkeypatch.setenv("EMAIL_URL", value)

    options = environment.mailer("EMAIL_URL", "the mail server")["OPTIONS"]

    assert (options["host"], options["port"]) == ("mail.example", port)
    assert (options["use_ssl"], options["use_tls"]) == (use_ssl, use_tls)


def test_encoded_characters_of_a_password_are_decoded(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtps://rus%40region.example:p%2Fq@mail.example")

    options = environment.mailer("EMAIL_URL", "the mail server")["OPTIONS"]

    assert (options["username"], options["password"]) == ("rus@region.example", "p/q")


def test_folder_with_spaces_and_letters_beyond_ascii_is_decoded(monkeypatch):
    monkeypatch.setenv("STORAGE_URL", "file:///srv/en%20mapp%20p%C3%A5%20%C3%B6n")

    assert environment.folder("STORAGE_URL", "a folder") == "/srv/en mapp på ön"
