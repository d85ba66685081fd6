"""What every test may lean on."""

import fcntl
import os
from datetime import datetime

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation
from xdist.scheduler import LoadFileScheduling

from rus_portal import clock
from rus_portal.clock.models import ClockSetting

# Playwright's loop makes Django think that it runs in async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

BROWSER = "tests/browser/"
LOOKING = ("tests/browser/test_axe_", "tests/browser/test_sitemap")
TEMPLATE = "test_portal_template"
# Files that take long go first, in this order: what is begun last should soon be done.
LONG = (
    BROWSER,
    "tests/bootstrap/test_demo_starts_stops.py",
    "tests/notifications/test_kills.py",
    "tests/test_drafts_stay_sealed.py",
    "tests/test_access.py",
    "tests/consultations/test_registry_protected.py",
    "tests/consultations/test_workspace.py",
)


def pytest_collection_modifyitems(items):
    """pytest-django has put the tests with a database first."""
    items.sort(key=lambda item: next((n for n, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG)))


class _FilesButTwoBrowsers(LoadFileScheduling):
    """A file is one process's. Browser tests that look are the same process's, and so are those that do: two demos."""

    def _split_scope(self, nodeid):
        if nodeid.startswith(BROWSER):
            return "looking" if nodeid.startswith(LOOKING) else "doing"
        return super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return _FilesButTwoBrowsers(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker, tmp_path_factory, worker_id
):
    """The migrations run once, whatever the number of processes: the database of each is a copy of what they made."""
    if worker_id == "master":
        return
    shared = tmp_path_factory.getbasetemp().parent
    with open(shared / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "template.made"
        if not made.exists():
            with django_db_blocker.unblock():
                _migrate(TEMPLATE)
            made.touch()
    portal_settings.DATABASES["default"]["TEST"]["TEMPLATE"] = TEMPLATE


def _migrate(name):
    """Make a test database of this name, and go back to the settings of before."""
    database = portal_settings.DATABASES["default"]
    test, own_name, own_test_name = database["TEST"], database["NAME"], database["TEST"]["NAME"]
    test["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    test["NAME"] = own_test_name
    database["NAME"] = connection.settings_dict["NAME"] = own_name


@pytest.fixture(autouse=True)
def _clean_cache():
    """Counters of rate limits and the clock's memory do not leak from test to test."""
    cache.clear()
    clock.forget()
    yield
    clock.forget()


@pytest.fixture(autouse=True)
def _portal_language(settings):
    """A request to /en/ leaves English behind in its thread; the next test starts in the portal's own language."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _no_connection_outlives_the_tests(django_db_setup, django_db_blocker):
    """A thread of a race may still hold its connection; the test database could then not be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def swedish_time():
    """Make an instant of Swedish wall-clock time: swedish_time("2021-06-30 23:59:59")."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=clock.STOCKHOLM)


@pytest.fixture
def at(swedish_time):
    """Let a block happen at a Swedish time: with at("2021-05-12 09:00"): …"""
    return lambda text: clock.at(swedish_time(text))


@pytest.fixture
def portal_clock(settings, db, swedish_time):
    """Set the clock that all threads see, as in the demo: portal_clock("2021-05-12 09:00")."""

    def set_clock(text):
        settings.PORTAL_NOW = swedish_time(text)
        ClockSetting.objects.update_or_create(pk=1, defaults={"domain": swedish_time(text), "real": timezone.now()})
        clock.forget()

    return set_clock


@pytest.fixture
def logged_in(client):
    """A client that is logged in: logged_in(user).get(…)."""

    def log_in(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return log_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, quiet, without sandbox (tests run as root)."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(autouse=True)
def _no_mfa_wall(settings):
    """Most tests are not about the second factor; those that are switch the wall on."""
    settings.OFFICIALS_NEED_MFA = False
