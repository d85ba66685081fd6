"""`manage.py test`: all tests, with a throw-away PostgreSQL and Valkey. Extra arguments go to pytest."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rus_portal.bootstrap import TOP, SetUpError, say
from rus_portal.local import system
from rus_portal.local.demo import Stopped, stopped_by_signals
from rus_portal.local.folders import socket_folder
from rus_portal.local.messages import compile_messages
from rus_portal.local.processes import Family
from rus_portal.local.services import THROW_AWAY, Postgres, Valkey, broker_url, database_url, start_all

MOST_PROCESSES = 4


def main(arguments):
    system.ensure_pdf_libraries()
    system.ensure_gettext()
    browser = system.ensure_browser()
    compile_messages()
    try:
        # resolve(): macOS has its temporary folder behind a link.
        with tempfile.TemporaryDirectory(prefix="rus-test-") as folder, stopped_by_signals():
            return run(arguments, Path(folder).resolve(), browser)
    except SetUpError as problem:
        say(f"\n{problem}")
    except Stopped:
        say("Stopped.")
    return 1


def run(arguments, folder, browser):
    sockets = socket_folder(folder)
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "rus_portal.settings_test",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's event loop runs beside Django's blocking calls
        "DATABASE_URL": os.environ.get("DATABASE_URL") or database_url(sockets),
        "REDIS_URL": os.environ.get("REDIS_URL") or broker_url(sockets),
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "STORAGE_URL": (folder / "files").as_uri(),
    }
    if env.pop("PYTHONDONTWRITEBYTECODE", None):
        # Dozens of processes would each compile everything. The folder goes when the tests are done.
        env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    if browser:
        env["CHROMIUM"] = browser
    (folder / "files").mkdir()
    own = []
    if not os.environ.get("DATABASE_URL"):
        own.append(Postgres(folder / "postgres", sockets, folder / "postgres.log", options=THROW_AWAY))
    if not os.environ.get("REDIS_URL"):
        own.append(Valkey(folder / "valkey", sockets, folder / "valkey.log", durable=False))
    folder.chmod(0o711)  # PostgreSQL may have to run as another user
    with Family() as family, removed(sockets):
        start_all(own, family)
        pytest = subprocess.Popen([sys.executable, "-m", "pytest", *in_parallel(arguments)], env=env, cwd=TOP)
        try:
            return pytest.wait()
        except Stopped:
            # Ctrl-C has reached pytest as well; it says what it has so far.
            pytest.terminate()
            return pytest.wait()


def in_parallel(arguments):
    """Several processes for all the tests; one for a chosen few, for a debugger, or when -n says so."""
    named = [(TOP / argument.split("::")[0]).resolve() for argument in arguments]
    chosen = any(path.exists() and path.is_relative_to(TOP / "tests") for path in named)
    if chosen or any(argument.startswith(("-n", "--pdb", "--trace", "-s")) for argument in arguments):
        return arguments
    # One more than there are cores: browser tests wait much. The order is that of tests/conftest.py, long files first.
    processes = max(2, min(MOST_PROCESSES, (os.cpu_count() or 2) + 1))
    return ["-n", str(processes), "--dist", "loadfile", "--no-loadscope-reorder", *arguments]


@contextlib.contextmanager
def removed(folder):
    try:
        yield
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
