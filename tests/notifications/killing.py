"""Real workers that are killed while they send, and a mail server that counts what it has taken."""

import os
import random
import re
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
# The story's Wednesday before the last day, in office hours.
NOW = "2021-06-23T08:00:00+02:00"


class _Smtp(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs; every mail takes `delay` seconds, as it does in the world."""

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        recipient = ""
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"QUIT":
                self.say("221 bye")
                return
            if word == b"RCPT":
                recipient = re.search(r"<(.*?)>", line.decode())[1]
            if word == b"DATA":
                self.say("354 go on")
                self._take(recipient)
            self.say("250 sink")

    def _take(self, recipient):
        content = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            content.append(line)
        else:
            # The worker died before the end: this is no mail.
            return
        time.sleep(self.server.delay)
        name = re.search(rb"^Message-ID: <(.*?)@", b"".join(content), re.MULTILINE)[1].decode()
        self.server.taken.append((name, recipient))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client was killed: that is what this is about."""


@contextmanager
def sink(delay):
    """A mail server; yields it with `taken`, a list of (our name of the letter, recipient), and its address."""
    with _Server(("127.0.0.1", 0), _Smtp) as server:
        server.taken, server.delay = [], delay
        server.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(5)


def environment(env, mail_server):
    """The portal's own settings, by which workers and clock run beside the test."""
    return {
        **env,
        "DJANGO_SETTINGS_MODULE": "rus_portal.settings",
        "PORTAL_DEMO": "1",
        "PORTAL_NOW": NOW,
        "EMAIL_URL": mail_server.url,
        "PYTHONPATH": str(TOP),
        "PYTHONWARNINGS": "ignore",
    }


class Workers:
    """Celery workers of two processes each, which are killed with all that they are doing, and begun anew.

    `whole_each`: every so many kills a whole worker dies, else one of its processes: Celery begins that one anew by
    itself, while a worker needs seconds to load the portal.
    """

    def __init__(self, env, number, whole_each):
        self.env, self.whole_each, self.dice, self.kills = env, whole_each, random.Random(7), 0
        self.running = [self._begin() for _n in range(number)]

    def _begin(self):
        command = [sys.executable, "-m", "celery", "-A", "rus_portal.celery", "worker", "--pool", "prefork", "-c", "2"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self.env, cwd=TOP, start_new_session=True, **quiet)

    def kill_one(self):
        """SIGKILL: nothing is tidied up, whatever line it was at."""
        self.kills += 1
        place = self.dice.randrange(len(self.running))
        if self.kills % self.whole_each == 0:
            _kill(self.running[place])
            self.running[place] = self._begin()
        elif processes := _children(self.running[place].pid):
            with suppress(ProcessLookupError):
                os.kill(self.dice.choice(processes), signal.SIGKILL)

    def end(self):
        for worker in self.running:
            _kill(worker)


def _children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def clock(env, patience):
    """The clock's tick in a process of its own, every second instead of every minute."""
    tick = f"import django; django.setup(); from tests.notifications.ticking import tick; tick({patience})"
    process = subprocess.Popen([sys.executable, "-c", tick], env=env, cwd=TOP)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def send_under_kills(env, mail_server, *, workers, pause, unsent, at_most, patience, whole_each=1):
    """Let workers send until nothing is `unsent()`, and kill one after each `pause()`. Returns how many died."""
    crew = Workers(env, workers, whole_each)
    end = time.monotonic() + at_most
    try:
        with clock(env, patience):
            # Not before the first letters are on their way.
            while not mail_server.taken and time.monotonic() < end:
                time.sleep(0.05)
            while unsent() and time.monotonic() < end:
                pause()
                crew.kill_one()
    finally:
        crew.end()
    return crew.kills


def after(mail_server, letters):
    """A pause until the mail server has taken so many more, or no more come: fast or slow, a machine kills as often."""

    def pause():
        wanted = len(mail_server.taken) + letters
        end = time.monotonic() + 6
        while len(mail_server.taken) < wanted and time.monotonic() < end:
            time.sleep(0.01)

    return pause


def twice(mail_server):
    """{our name of a letter: how often the mail server has taken it} of those that it has taken more than once."""
    return {name: n for name, n in Counter(name for name, _to in mail_server.taken).items() if n > 1}
