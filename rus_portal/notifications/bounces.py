"""What a mail in the portal's own mailbox says: a delivery report (RFC 3464), an automatic reply, or something else.

Whoever can send mail can send this too, so nothing here trusts it: only the first part of a mail is read, nothing is
unpacked, and what cannot be understood is said to be so.
"""

import email
import re
import uuid
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice

from flufl.bounce import all_failures

from rus_portal.notifications.models import Verdict

# A delivery report stands before the letter that it returns; what follows may be 50 MB.
MOST_BYTES = 256 * 1024
MOST_PARTS = 60
_OUR_NAME = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_ADDRESS = re.compile(r"[^\s<>;,]{1,64}@[^\s<>;,]{1,190}")
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery|microsoft.?exchange", re.IGNORECASE)
_REPLY_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
_WORST_FIRST = [Verdict.HARD, Verdict.SOFT, Verdict.OTHER]


@dataclass(frozen=True)
class Report:
    """What one mail says of one letter of ours."""

    verdict: str
    status: str = ""
    reason: str = ""
    # The names of our letters that it quotes, and the addresses that it says do not work.
    message_ids: list[uuid.UUID] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def read(data: bytes | None) -> Report:
    """What the mail says. Never raises: a mail that nobody can read is `unreadable`."""
    if not data:
        return Report(Verdict.UNREADABLE)
    data = data[:MOST_BYTES]
    try:
        return _read(email.message_from_bytes(data), data)
    # The parser meets whatever people send it: encodings that do not exist, a thousand nested parts.
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return Report(Verdict.UNREADABLE)


def _read(message, data):
    ids = _our_names(data)
    if blocks := _status_blocks(message):
        return _report_of(blocks, ids)
    if _is_reply(message):
        return Report(Verdict.AUTOMATIC)
    if _is_from_a_daemon(message):
        return _guessed(message, ids)
    return Report(Verdict.OTHER)


def _our_names(data):
    text = data.decode("ascii", errors="replace")
    return [uuid.UUID(name) for name in dict.fromkeys(islice(_OUR_NAME.findall(text), 20))]


def _status_blocks(message):
    """The parts of a delivery report that are about one recipient each."""
    for part in islice(message.walk(), MOST_PARTS):
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                return [block for block in blocks[:MOST_PARTS] if isinstance(block, Message) and block["Action"]]
    return []


def _report_of(blocks, ids):
    found = sorted((_of_recipient(block, ids) for block in blocks), key=lambda one: _WORST_FIRST.index(one.verdict))
    return found[0]


def _of_recipient(block, ids):
    action = _plain(block["Action"]).lower()
    diagnostic = _plain(block["Diagnostic-Code"])
    stated = _STATUS.search(_plain(block["Status"])) or _STATUS.search(diagnostic)
    status = stated[0] if stated else ""
    addresses = [_address(block[name]) for name in ("Original-Recipient", "Final-Recipient")]
    reason = _without_type(diagnostic) or status
    return Report(_verdict(action, status), status, reason, ids, [one for one in addresses if one])


def _verdict(action, status):
    """A failure is for good unless its code says that it may heal."""
    if action.startswith(("fail", "error")):
        return Verdict.SOFT if status.startswith("4") else Verdict.HARD
    return Verdict.SOFT if action.startswith("delay") else Verdict.OTHER


def _is_reply(message):
    said = _plain(message["Auto-Submitted"]).lower()
    is_reply = said.startswith("auto-replied") or _plain(message["Precedence"]).lower() == "auto_reply"
    return is_reply or (any(message[name] for name in _REPLY_HEADERS) and not _is_from_a_daemon(message))


def _is_from_a_daemon(message):
    return _plain(message["Return-Path"]).strip() == "<>" or bool(_DAEMON.search(_plain(message["From"])))


def _guessed(message, ids):
    """A report in no standard form: what Mailman's own library knows of them."""
    later, never = all_failures(message)
    verdict = Verdict.HARD if never else Verdict.SOFT if later else Verdict.OTHER
    addresses = [one.decode("ascii", errors="replace").lower() for one in sorted(never or later)]
    return Report(verdict, "", "", ids if addresses else [], addresses)


def _address(value):
    """The address out of `rfc822; anna@example.se`."""
    found = _ADDRESS.search(_plain(value).partition(";")[2] or _plain(value))
    return found[0].lower() if found else ""


def _without_type(diagnostic):
    """`smtp; 550 5.1.1 …` without its first word, on one line."""
    kind, separator, rest = diagnostic.partition(";")
    return " ".join((rest if separator and len(kind) < 20 else diagnostic).split())[:500]


def _plain(value):
    """A header as text, whatever it is."""
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, ValueError, LookupError):
        return str(value)
