"""`python3 manage.py demo` in a copy of the tree, in a folder with spaces and å in its name."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rus_portal.bootstrap import TOP

pytestmark = pytest.mark.slow

# With the time that a loaded machine may need; what is promised is measured in tests/benchmarks/.
FIRST_START, SECOND_START, STOP = 180, 30, 30
NOT_HANDED_ON = {
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "STORAGE_URL",
    "DJANGO_SETTINGS_MODULE",
    "PORTAL_DATA",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The tree as a clone of this state would have it."""
    top = tmp_path_factory.mktemp("prov") / "en mapp på ön" / ("djupt ner " * 8).strip() / "portalen"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        source = TOP / name
        if name and source.is_file() and not name.startswith("tests/"):
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, top / name)
    return top


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data") / "demons data, å"


class Demo:
    """One run of the command."""

    def __init__(self, top, data, *arguments):
        self.log = data.parent / f"demo-{time.monotonic_ns()}.log"
        env = {name: value for name, value in os.environ.items() if name not in NOT_HANDED_ON}
        command = ["python3", "manage.py", "demo", "--no-browser", "--data", str(data), *arguments]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command, cwd=top, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def ready(self, seconds):
        """Wait for the address and return its port."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            for line in self.log.read_text().splitlines():
                if line.startswith("Ready: http://127.0.0.1:"):
                    return int(line.removeprefix("Ready: http://127.0.0.1:").removesuffix("/"))
            time.sleep(0.05)
        raise AssertionError(f"not ready:\n{self.log.read_text()}")

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(STOP)


@pytest.fixture
def start(copy, data):
    """Start a demo; whatever a failed test leaves is ended."""
    running = []

    def start_one(*arguments):
        running.append(Demo(copy, data, *arguments))
        return running[-1]

    yield start_one
    for one in running:
        if one.process.poll() is None:
            one.stop(signal.SIGTERM)


def worker_is_ready(data):
    """Whether the worker has connected to the broker, and beat has read its timetable."""
    end = time.monotonic() + STOP
    while time.monotonic() < end:
        log = (data / "logs" / "worker.log").read_text(errors="replace")
        if " ready." in log and "beat: Starting..." in log:
            return True
        time.sleep(0.1)
    return False


def get(port, path):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def left_behind(data):
    """The processes that name the data folder, or have been told of it."""
    marks = [os.fsencode(data), os.fsencode(data.as_uri())]
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and any(mark in told for mark in marks) and int(process.name) != os.getpid():
                found.append(told[:200])
    return found


def assert_nothing_left(data):
    end = time.monotonic() + STOP
    while left_behind(data) and time.monotonic() < end:
        time.sleep(0.1)
    assert left_behind(data) == []


@pytest.fixture(scope="module")
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_demo_starts_stops_finds_its_data_again_and_takes_over(start, data, taken_port):
    demo = start("--port", str(taken_port))
    port = demo.ready(FIRST_START)

    assert port > taken_port
    assert get(port, "/healthz") == 200
    assert "projektledare@demo.example" in demo.log.read_text()
    assert f"Port {taken_port} is taken" in demo.log.read_text()
    assert left_behind(data) != []
    assert worker_is_ready(data), (data / "logs" / "worker.log").read_text()
    assert "ended by itself" not in demo.log.read_text()

    assert "No directory" not in (data / "logs" / "web.log").read_text()

    assert demo.stop(signal.SIGINT) == 0
    assert_nothing_left(data)

    again = start("--port", str(port))
    assert again.ready(SECOND_START) == port
    assert "Preparing the database" not in again.log.read_text()
    assert get(port, "/healthz") == 200

    last = _takes_over(start, again)
    _names_the_first(start, last)
    last.stop(signal.SIGKILL)
    assert_nothing_left(data)


def _takes_over(start, before):
    """However the one before is stopped, and without waiting for that, the next one starts."""
    for number, status in ((signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 0)):
        before.process.send_signal(number)
        after = start()

        assert get(after.ready(SECOND_START), "/readyz") == 200
        assert before.process.wait(STOP) == status
        before = after
    return before


def _names_the_first(start, first):
    """A second demo on the same data leaves the first one alone, and says where it is."""
    port = first.ready(SECOND_START)

    second = start()

    assert second.process.wait(SECOND_START) == 1
    assert f"The demo already runs: http://127.0.0.1:{port}/" in second.log.read_text()
    assert get(port, "/healthz") == 200
