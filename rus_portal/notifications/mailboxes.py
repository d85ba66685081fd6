"""The portal's own mailbox, to which undeliverable letters are returned: a maildir folder, POP3 or IMAP.

Each gives (name, first bytes) of the mails that wait, and takes away what has been handled. The name is the mailbox's
own and lasting, so that a mail is known again when a worker died before it could be taken away.
"""

import imaplib
import poplib
import re
import ssl
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rus_portal.notifications.bounces import MOST_BYTES

# At one reading; the rest comes five minutes later.
MOST_MAILS = 500
SECONDS = 30
# A line of a mail has some 80 letters.
LINES = MOST_BYTES // 80
# What the servers and the net may do to us.
FAULTS = (OSError, EOFError, poplib.error_proto, imaplib.IMAP4.error)


class Maildir:
    """A folder into which the mail server delivers. What has been handled is moved from `new` to `cur`, as read."""

    def __init__(self, folder):
        self.new, self.read = Path(folder) / "new", Path(folder) / "cur"

    def waiting(self):
        """The mails that nobody has read."""
        for path in sorted(self.new.iterdir())[:MOST_MAILS]:
            if path.is_file() and not path.is_symlink():
                with path.open("rb") as file:
                    content = file.read(MOST_BYTES)
                yield path.name, content

    def done(self, name, *, is_report):
        """A report is deleted: it holds somebody's letter. Everything else stays for people to read."""
        # Another worker may have been faster.
        with suppress(FileNotFoundError):
            if is_report:
                (self.new / name).unlink()
            else:
                (self.new / name).rename(self.read / f"{name}:2,S")


class Pop3:
    """POP3 knows no read mails: those that stay are known by their lasting names."""

    def __init__(self, server, known):
        self.server, self.known, self.numbers = server, known, {}

    def waiting(self):
        """The mails that have not been handled. Of a large one only the beginning is fetched."""
        _answer, lines, _size = self.server.uidl()
        self.numbers = dict(reversed(line.decode("ascii", errors="replace").split()[:2]) for line in lines)
        known = self.known(self.numbers)
        for name, is_report in known.items():
            # Deleting holds only from the goodbye on, and the last worker may have died before it.
            self.done(name, is_report=is_report)
        for name in [one for one in self.numbers if one not in known][:MOST_MAILS]:
            try:
                content = b"\r\n".join(self.server.top(self.numbers[name], LINES)[1])
            except poplib.error_proto:
                # A line longer than the library takes. The rest of it is still on its way: read on next time.
                yield name, None
                return
            yield name, content

    def done(self, name, *, is_report):
        """A report is deleted, all else stays."""
        if is_report:
            self.server.dele(self.numbers[name])


class Imap:
    """IMAP marks what has been read."""

    def __init__(self, server):
        self.server = server
        _answer, (validity,) = server.response("UIDVALIDITY")
        self.validity = validity.decode() if validity else "0"

    def waiting(self):
        """The unread mails. Of a large one only the beginning is fetched."""
        _answer, (found,) = self.server.uid("SEARCH", "UNSEEN")
        for number in (found or b"").decode().split()[:MOST_MAILS]:
            _answer, parts = self.server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            content = next((part[1] for part in parts if isinstance(part, tuple)), None)
            yield f"{self.validity}/{number}", content

    def done(self, name, *, is_report):
        """Mark as read; a report is deleted too."""
        flags = r"(\Seen \Deleted)" if is_report else r"(\Seen)"
        self.server.uid("STORE", name.partition("/")[2], "+FLAGS", flags)


@contextmanager
def opened(address, *, known):
    """The mailbox at an address such as `imaps://user:password@host/INBOX`.

    `known(names)` tells {name: whether it may be deleted} of those that have been handled.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir":
        yield Maildir(unquote(parts.path))
    elif parts.scheme in {"pop3", "pop3s"}:
        with _pop3(parts) as server:
            yield Pop3(server, known)
    else:
        with _imap(parts) as server:
            yield Imap(server)


@contextmanager
def _pop3(parts):
    if parts.scheme == "pop3s":
        context = ssl.create_default_context()
        server = poplib.POP3_SSL(parts.hostname, parts.port or 995, timeout=SECONDS, context=context)
    else:
        server = poplib.POP3(parts.hostname, parts.port or 110, timeout=SECONDS)
    try:
        server.user(unquote(parts.username or ""))
        server.pass_(unquote(parts.password or ""))
        yield server
        with suppress(*FAULTS):
            server.quit()
    finally:
        server.close()


@contextmanager
def _imap(parts):
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        server = imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, timeout=SECONDS, ssl_context=context)
    else:
        server = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=SECONDS)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = re.sub(r'["\\\r\n]', "", unquote(parts.path.strip("/"))) or "INBOX"
        answer, _data = server.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error("no such folder")
        yield server
        server.expunge()
    finally:
        try:
            server.logout()
        except FAULTS:
            server.shutdown()
