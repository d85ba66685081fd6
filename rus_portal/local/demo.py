"""`manage.py demo`: everything the portal needs, on this machine, until Ctrl-C."""

import argparse
import contextlib
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path

from rus_portal.bootstrap import RUNTIME, TOP, SetUpError, say
from rus_portal.local import logins, system
from rus_portal.local.folders import DataFolder, socket_folder
from rus_portal.local.messages import compile_messages
from rus_portal.local.processes import Child, Family, wait_until
from rus_portal.local.services import Postgres, Valkey, broker_url, database_url, start_all

FIRST_PORT = 8000
PORTS_TRIED = 100
LONGEST_STOP = 90  # seconds; more than the patience with all children together


def main(arguments):
    options = parse(arguments)
    data = DataFolder(options.data)
    try:
        data.make()
        take_over(data)
        with stopped_by_signals():
            run(options, data)
    except (SetUpError, OSError) as problem:
        say(f"\n{problem}")
        return 1
    except Stopped:
        say("Stopped.")
    return 0


def take_over(data):
    """Get hold of the data folder, once the demo that was told to stop has done so."""
    if data.acquire():
        return
    if not data.published():
        say("Waiting for the demo that is starting or stopping here …")
    if not data.wait_for(LONGEST_STOP):
        url = (data.published() or {}).get("url")
        raise SetUpError(f"The demo already runs: {url}" if url else f"Another command uses {data.path}; end it first.")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first port to try (%(default)s)")
    parser.add_argument("--data", metavar="DIR", help="where the demo keeps its data (var/, or PORTAL_DATA)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser.parse_args(arguments)


def run(options, data):
    system.ensure_pdf_libraries()
    compile_messages()
    with services(data) as (family, env):
        port = free_port(options.port)
        if port != options.port:
            say(f"Port {options.port} is taken; taking {port}.")
        url = f"http://127.0.0.1:{port}/"
        # Before the story is told: its letters lead to this address.
        env["PORTAL_URL"] = url.rstrip("/")
        prepare(data, env)
        web = family.start(web_server(data, env, port))
        family.start(worker(data, env))
        wait_until(lambda: is_healthy(port), web, 90)
        data.publish({"url": url, "env": own_part(env)})
        greet(data, url)
        if not options.no_browser and has_display():
            webbrowser.open(url)
        family.watch()


@contextlib.contextmanager
def services(data):
    """Run PostgreSQL and Valkey, unless the environment names servers; yields the children's environment."""
    sockets = socket_folder(data.path)
    env = environment(data, sockets)
    own = []
    if "DATABASE_URL" not in os.environ:
        own.append(Postgres(data.postgres, sockets, data.log("postgres")))
    if "REDIS_URL" not in os.environ:
        own.append(Valkey(data.valkey, sockets, data.log("valkey")))
    try:
        with Family() as family:
            start_all(own, family)
            try:
                yield family, env
            finally:
                data.withdraw()
    finally:
        data.release()
        shutil.rmtree(sockets, ignore_errors=True)


def environment(data, sockets):
    """The demo's settings; what the user's own environment says comes first."""
    return {
        "DATABASE_URL": database_url(sockets),
        "REDIS_URL": broker_url(sockets),
        "DJANGO_SETTINGS_MODULE": "rus_portal.settings",
        "PORTAL_DEMO": "1",
        "PORTAL_ALLOW_SET_CLOCK": "1",
        "PORTAL_NOW": "2021-05-12T09:00:00+02:00",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "outbox://",
        "STORAGE_URL": data.files.as_uri(),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or data.secret_key(),
        "MALLOC_ARENA_MAX": "2",  # as in the image: threads that hoard no memory of their own
        **os.environ,
    }


def own_part(env):
    """What the demo has put into the environment, for other commands to take over."""
    return {name: value for name, value in env.items() if os.environ.get(name) != value}


def prepare(data, env):
    """Bring the database up to date and tell the story once. A mark spares a second start both."""
    mark = data.path / "prepared"
    wanted = fingerprint(env["DATABASE_URL"])
    if "DATABASE_URL" not in os.environ and mark.exists() and mark.read_text() == wanted:
        return
    say("Preparing the database and the demo data …")
    for command in (["migrate", "--noinput", "-v", "0"], ["seed", "demo", "--if-empty"]):
        manage = [sys.executable, str(TOP / "manage.py"), *command]
        done = subprocess.run(manage, env=env, cwd=TOP, check=False)
        if done.returncode:
            raise SetUpError(f"`manage.py {' '.join(command)}` failed; see above.")
    mark.write_text(wanted)


def fingerprint(database):
    """Changes with the migrations, the packages and the database."""
    migrations = {*TOP.glob("*/migrations/*.py"), *TOP.glob("rus_portal/*/migrations/*.py")}
    total = hashlib.sha256(database.encode())
    for source in [TOP / RUNTIME, *sorted(migrations)]:
        total.update(str(source.relative_to(TOP)).encode() + b"\0" + source.read_bytes())
    return total.hexdigest()


def web_server(data, env, port):
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port]
    serve += ["--workers", 2, "--blocking-threads", 2, "--no-ws", "--log-level", "warning"]
    # A worker that is told to stop while it still loads the portal does not listen.
    serve += ["--respawn-failed-workers", "--workers-kill-timeout", 3]
    return Child("The web server", [*serve, "rus_portal.wsgi:application"], log=data.log("web"), env=env)


def worker(data, env):
    schedule = data.path / "beat" / "schedule"
    work = [sys.executable, "-m", "celery", "-A", "rus_portal.celery", "worker", "-B", "-s", schedule]
    work += ["--pool", "prefork", "-c", 1, "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return Child("The worker", work, log=data.log("worker"), env=env, patience=15)


def free_port(first):
    """The first port from `first` on that nobody listens on."""
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise SetUpError(f"No free port from {first} on. Name another with --port.")


def is_healthy(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greet(data, url):
    print(f"\nDemo log-ins (the password of all is {logins.PASSWORD}):")
    for address, role in logins.LOGINS:
        print(f"  {address:34} {role}")
    if data.path != Path(TOP / "var"):
        print(f"Other commands find this data with PORTAL_DATA={data.path}")
    print(f"\nReady: {url}", flush=True)


def has_display():
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


@contextlib.contextmanager
def stopped_by_signals():
    """Turn the first signal to stop into Stopped and leave out the rest, so that the clearing up is whole."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means to go on
        numbers.append(signal.SIGHUP)

    def stop(*_):
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
