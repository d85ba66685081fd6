"""Where the demo keeps what it keeps: the data folder, the short folder for sockets, the secret key."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import tempfile
import time
from pathlib import Path

from rus_portal.bootstrap import TOP, SetUpError

# A socket's path may have 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_PATH = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


class DataFolder:
    """`var/`, or what --data and PORTAL_DATA name. Whoever holds its lock runs its services."""

    def __init__(self, path=None):
        self.path = Path(path or os.environ.get("PORTAL_DATA") or TOP / "var").absolute()
        self._lock = None

    @property
    def postgres(self):
        return self.path / "postgres"

    @property
    def valkey(self):
        return self.path / "valkey"

    @property
    def files(self):
        return self.path / "files"

    @property
    def state(self):
        return self.path / "running.json"

    def log(self, name):
        return self.path / "logs" / f"{name}.log"

    def make(self):
        for folder in (self.path, self.valkey, self.files, self.path / "beat", self.path / "logs"):
            folder.mkdir(parents=True, exist_ok=True)

    def acquire(self):
        """Whether this process may run the services. The lock goes with the process, however that ends."""
        self._lock = open(self.path / "lock", "w")  # noqa: SIM115 – held open on purpose
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            return False
        self.state.unlink(missing_ok=True)
        return True

    def wait_for(self, seconds):
        """Whether the services are ours to run, after whoever is about to stop has stopped.

        False when somebody else's are up, and when nothing has happened for so long.
        """
        end = time.monotonic() + seconds
        while not self.acquire():
            if self.published() or time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def withdraw(self):
        """Tell other commands that the services are about to stop."""
        self.state.unlink(missing_ok=True)

    def release(self):
        self.withdraw()
        self._lock.close()

    def publish(self, facts):
        """Tell other commands how to reach the running services."""
        write_private(self.state, json.dumps(facts))

    def published(self):
        try:
            return json.loads(self.state.read_text())
        except (OSError, ValueError):
            return None

    def secret_key(self):
        path = self.path / "secret-key"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text().strip()


def write_private(path, text):
    """Write a file that only its owner reads, whole or not at all."""
    half = path.with_name(path.name + ".half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w") as file:
        file.write(text)
    half.replace(path)


def socket_folder(data):
    """A short, private folder for the sockets of this data folder, the same at each start."""
    name = f"rus-{os.getuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:10]}"
    for base in socket_bases():
        folder = base / name
        if not fits(folder):
            continue
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            facts = folder.lstat()
            if folder.is_dir() and not folder.is_symlink() and facts.st_uid == os.getuid():
                folder.chmod(0o700)
                return folder
        with contextlib.suppress(OSError):  # somebody else has taken the name
            return Path(tempfile.mkdtemp(prefix="rus-", dir=base))
    raise SetUpError("No folder for sockets could be made. Set TMPDIR to a folder with a short name.")


def socket_bases():
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return [Path(base) for base in (runtime, tempfile.gettempdir(), "/tmp") if base and Path(base).is_dir()]


def fits(folder):
    """Short enough for a socket, and plain enough to stand in an address unquoted."""
    path = os.fsencode(folder / LONGEST_SOCKET_NAME)
    return len(path) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[A-Za-z0-9/._+-]+", str(folder)) is not None
