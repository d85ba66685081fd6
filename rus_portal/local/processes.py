"""Child processes that end with their parent, whichever way it ends."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

from rus_portal.bootstrap import SetUpError, say

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
SHORT_LIFE = 10.0  # seconds; a child that dies younger, three times over, is not started again


class Child:
    """One long-running program: started in a process group of its own, stopped with its own signal."""

    def __init__(self, name, command, *, log, env=None, stop=signal.SIGTERM, identity=None, patience=10.0):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = Path(log)
        self.env = env
        self.stop_signal = stop
        self.identity = identity or Identity()
        self.patience = patience
        self.process = None
        self.started = 0.0
        self.short_lives = 0

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
                preexec_fn=tied_to_parent(self.stop_signal, self.identity),
                **self.identity.arguments,
            )
        self.started = time.monotonic()

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        if self.process is None:
            return
        if self.is_alive:
            self.process.send_signal(self.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        # Whatever the leader left in its group goes too, and the leader itself if it hangs.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines=20):
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""


class Family:
    """The children in the order they were started; the last one is stopped first."""

    def __init__(self):
        self.children = []
        self.guard = None

    def __enter__(self):
        guard = Path(__file__).with_name("guard.py")
        self.guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(guard)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.stop()
        with contextlib.suppress(BrokenPipeError):
            self._tell_guard("done")
            self.guard.stdin.close()
        self.guard.wait()

    def start(self, child):
        child.log.parent.mkdir(parents=True, exist_ok=True)
        child.log.write_bytes(b"")
        self.children.append(child)
        self._launch(child)
        return child

    def _launch(self, child):
        child.start()
        with contextlib.suppress(BrokenPipeError):
            self._tell_guard(f"{child.process.pid} {int(child.stop_signal)}")

    def _tell_guard(self, line):
        self.guard.stdin.write(line + "\n")
        self.guard.stdin.flush()

    def watch(self):
        """Start again whoever dies, until somebody dies three times at once."""
        while True:
            time.sleep(0.5)
            for child in self.children:
                if not child.is_alive:
                    self._revive(child)

    def _revive(self, child):
        young = time.monotonic() - child.started < SHORT_LIFE
        child.short_lives = child.short_lives + 1 if young else 0
        if child.short_lives >= 3:
            raise SetUpError(f"{child.name} does not stay up. Its last words:\n{child.last_words()}")
        say(f"{child.name} ended by itself (see {child.log}); starting it again.")
        child.stop()
        self._launch(child)


def wait_until(ready, child, seconds):
    """Poll `ready` until it holds; say the child's last words when it never does."""
    end = time.monotonic() + seconds
    while not ready():
        if not child.is_alive or time.monotonic() > end:
            raise SetUpError(f"{child.name} did not start. Its last words:\n{child.last_words()}")
        time.sleep(0.03)


def tied_to_parent(stop, identity):
    """What a child does between fork and exec. Nothing here may import or log."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if LINUX else None

    def prepare():
        identity.enter()
        if libc:
            # After a change of identity, which would clear it.
            libc.prctl(PR_SET_PDEATHSIG, int(stop))
            if os.getppid() != parent:
                os._exit(1)

    return prepare


class Identity:
    """Run as the user that we are."""

    arguments: dict[str, object] = {}

    def enter(self):
        """Nothing to change."""

    def own(self, path):
        """Hand a folder over to the identity."""


class NamespaceIdentity(Identity):
    """Root outside, an ordinary user inside a namespace: PostgreSQL is content and files stay root's."""

    def enter(self):
        uid, gid = os.getuid(), os.getgid()
        os.unshare(os.CLONE_NEWUSER)
        for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {uid} 1"), ("gid_map", f"1000 {gid} 1")):
            handle = os.open(f"/proc/self/{name}", os.O_WRONLY)
            os.write(handle, text.encode())
            os.close(handle)


class OtherIdentity(Identity):
    """Another user of the machine, for where namespaces are forbidden (chroot, Docker)."""

    def __init__(self, uid, gid):
        self.uid, self.gid = uid, gid
        self.arguments = {"user": uid, "group": gid, "extra_groups": []}

    def own(self, path):
        os.chown(path, self.uid, self.gid)


def unprivileged(folder):
    """The identity for a server that refuses to run as root, and that must own `folder`."""
    if os.geteuid() != 0:
        return Identity()
    owner = folder.stat() if folder.exists() else None
    if owner and owner.st_uid != 0:
        return OtherIdentity(owner.st_uid, owner.st_gid)
    if namespaces_work():
        return NamespaceIdentity()
    nobody = pwd.getpwnam("nobody")
    for parent in (folder, *folder.parents, *Path(sys.prefix).parents):
        if parent.exists() and not parent.stat().st_mode & 0o001:
            raise SetUpError(
                f"PostgreSQL refuses to run as root, and the user nobody may not enter {parent}.\n"
                "Start as an ordinary user, put the portal elsewhere, or set DATABASE_URL to your own server."
            )
    return OtherIdentity(nobody.pw_uid, nobody.pw_gid)


def namespaces_work():
    if not hasattr(os, "unshare"):
        return False
    with contextlib.suppress(subprocess.SubprocessError, OSError):
        subprocess.run(["/bin/true"], preexec_fn=NamespaceIdentity().enter, check=True)
        return True
    return False
