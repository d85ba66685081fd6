"""The virus scanner: clamd's own protocol (INSTREAM, PING) over a socket. Without CLAMD_URL there is none.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import socket
from contextlib import closing
from urllib.parse import unquote, urlsplit

from django.conf import settings

CONNECT_SECONDS, ANSWER_SECONDS = 5, 120
_CHUNK = 64 * 1024
# An answer is one line; whoever says more is no clamd.
_LONGEST_ANSWER = 4_096


class ScannerUnavailableError(Exception):
    """The scanner said nothing that can be relied on: the file is held, and asked about again later."""


def is_set():
    """Whether files are to be scanned at all."""
    return bool(settings.CLAMD_URL)


def ping():
    """Raise ScannerUnavailableError unless the scanner answers."""
    with _connected(CONNECT_SECONDS) as line:
        _send(line, b"zPING\0")
        if (said := _answer(line)) != "PONG":
            raise ScannerUnavailableError(said[:150] or "no answer")


def scan(file) -> str:
    """What the scanner calls the virus in this open file, or "" when it finds none."""
    with _connected(ANSWER_SECONDS) as line:
        try:
            _stream(line, file)
        except ScannerUnavailableError as fault:
            # It stops listening when the file is too large for it, and says so.
            said = _answer(line, if_broken=str(fault))
        else:
            said = _answer(line)
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")[:200]
    raise ScannerUnavailableError(said[:150] or "no answer")


def _stream(line, file):
    _send(line, b"zINSTREAM\0")
    while chunk := file.read(_CHUNK):
        _send(line, len(chunk).to_bytes(4, "big") + chunk)
    _send(line, bytes(4))


def _connected(seconds):
    parts = urlsplit(settings.CLAMD_URL)
    try:
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            line.connect(unquote(parts.path))
        else:
            line = socket.create_connection((parts.hostname, parts.port or 3310), CONNECT_SECONDS)
    except OSError as fault:
        raise ScannerUnavailableError(str(fault)) from fault
    line.settimeout(seconds)
    return closing(line)


def _send(line, content):
    try:
        line.sendall(content)
    except OSError as fault:
        raise ScannerUnavailableError(str(fault)) from fault


def _answer(line, *, if_broken=""):
    """The whole answer. Half an answer is none: "stream: OK" must have been meant to end there."""
    said = b""
    try:
        while not said.endswith(b"\0"):
            part = line.recv(_LONGEST_ANSWER)
            if not part or len(said) > _LONGEST_ANSWER:
                raise ScannerUnavailableError(if_broken or "the answer broke off")
            said += part
    except OSError as fault:
        raise ScannerUnavailableError(if_broken or str(fault)) from fault
    return said.rstrip(b"\0\r\n").decode("utf-8", "replace")
