"""The whole portal as a newcomer starts it, with real Postgres, broker, worker and web server: one for all journeys."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
# The demo brings its own; what the test run uses is not for it.
OWN = ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PORTAL_DATA", "EMAIL_URL")
READY = re.compile(r"Ready: (http://\S+?)/?\s")


class Portal:
    """The running demo."""

    def __init__(self, url, env):
        self.url, self.env = url, env

    def manage(self, *command):
        """Run a management command beside the running demo, with its data."""
        return subprocess.run(
            [sys.executable, "manage.py", *command], cwd=TOP, env=self.env, capture_output=True, text=True, check=True
        ).stdout

    def set_clock(self, instant):
        """Let the demo's clock stand at this instant, in every process."""
        travel = f"travel_to(datetime.fromisoformat({instant!r}))"
        code = f"from datetime import datetime; from rus_portal.clock import travel_to; {travel}"
        self.manage("shell", "--no-imports", "-c", code)


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """Start the demo in a new data folder; stop it after the last journey."""
    data = tmp_path_factory.mktemp("demo")
    env = {name: value for name, value in os.environ.items() if name not in OWN} | {"PORTAL_DATA": str(data)}
    command = [sys.executable, "manage.py", "demo", "--no-browser", "--port", "8200", "--data", str(data)]
    process = subprocess.Popen(command, cwd=TOP, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    for line in process.stdout:
        said.append(line)
        if found := READY.search(line):
            break
    else:
        pytest.fail("the demo did not start:\n" + "".join(said))
    # Whatever it says later must be read, or it would stop at a full pipe.
    reader = threading.Thread(target=process.stdout.read, daemon=True)
    reader.start()
    yield Portal(found[1], env)
    process.send_signal(signal.SIGINT)
    process.wait(60)
    reader.join(10)
    process.stdout.close()


@pytest.fixture(scope="session")
def base_url(portal):
    """Playwright's pages open addresses relative to the portal."""
    return portal.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}


@pytest.fixture
def plain_page(browser, base_url):
    """A page of a reader whose browser runs no script."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False, locale="sv-SE")
    yield context.new_page()
    context.close()


@pytest.fixture
def log_in(base_url):
    """Log a demo person in: log_in(page, "projektledare@demo.example")."""

    def log_in(page, email):
        page.goto("/konto/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill("demo-rus-2026")
        page.locator("main form .btn-go").first.click()
        page.wait_for_url(re.compile(r"/(arbetsyta|mina-svar)/"))
        return page

    return log_in
