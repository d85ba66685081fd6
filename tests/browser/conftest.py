"""The whole portal as a newcomer starts it, with real Postgres, broker, worker and web server: one for all journeys."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.browser.viewers import VIEWERS, Viewer

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
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=TOP,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def set_clock(self, instant):
        """Let the demo's clock stand at this instant, in every process."""
        travel = f"travel_to(datetime.fromisoformat({instant!r}))"
        code = f"from datetime import datetime; from rus_portal.clock import travel_to; {travel}"
        self.manage("shell", "--no-imports", "-c", code)


def unused_port():
    """One of the system's choice: other demos, started in the same moment, must not come to share it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """Start the demo in a new data folder; stop it after the last journey."""
    data = tmp_path_factory.mktemp("demo")
    env = {name: value for name, value in os.environ.items() if name not in OWN} | {"PORTAL_DATA": str(data)}
    command = [sys.executable, "manage.py", "demo", "--no-browser", "--port", str(unused_port()), "--data", str(data)]
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


@pytest.fixture(scope="session")
def facts(portal):
    """The real things of the running demo, for the addresses of its pages."""
    return json.loads(portal.manage("shell", "--no-imports", "-c", "from tests.browser import inside; inside.show()"))


@pytest.fixture(scope="session")
def viewers(browser, portal, facts):
    """Those who look at the pages, by name; each logs in and makes ready once: viewers("leader").look_at(name)."""
    found = {}

    def find(name):
        if name not in found:
            # Passkeys belong to a host name.
            url = portal.url.replace("127.0.0.1", "localhost") if name == "holder" else portal.url
            context = browser.new_context(base_url=url, locale="sv-SE", timezone_id="Europe/Stockholm")
            viewer = Viewer(name, context.new_page(), dict(facts))
            VIEWERS[name](viewer)
            found[name] = viewer
        return found[name]

    yield find
    for viewer in found.values():
        viewer.page.context.close()
