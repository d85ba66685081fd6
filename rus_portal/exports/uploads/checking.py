"""What the web looks at when a file comes in: name, size, first bytes and table of contents. It unpacks nothing large.

All that takes time is the worker's (`rus_portal.exports.uploads.thorough`); the file is held meanwhile.
"""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass

from rus_portal.exports.uploads import archives, images, names
from rus_portal.exports.uploads.kinds import MOST_BYTES, TYPES
from rus_portal.exports.uploads.refusals import UnfitError, refused

# What reading a file that is not what it says can end in.
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError)
# The last bytes of a packed file; behind a picture or a PDF they make it two files in one.
_ZIP_ENDS = b"PK\x05\x06"
_TAIL = 70_000
_PAGES = (b"<!doctype html", b"<html", b"<script", b"<svg")


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(upload):
    """Look at an uploaded file. Raises FileRefusedError; leaves the file at its beginning."""
    name = names.clean_name(upload.name)
    check_outside(name, upload.size)
    ending = names.ending_of(name)
    upload.seek(0)
    try:
        fits = _looks_like(upload, ending) and _STRUCTURES[ending](upload)
        if fits and ending not in (".docx", ".odt"):
            _refuse_second_file(upload)
    except UnfitError as unfit:
        raise refused(name, unfit.reason) from unfit
    except FAULTS as fault:
        raise refused(name, "damaged") from fault
    if not fits:
        raise refused(name, "other_content")
    return Checked(name, TYPES[ending][1], upload.size, _digest(upload))


def check_outside(name, size):
    """Refuse what need not be opened: the ending and the size. Raises FileRefusedError."""
    if reason := names.reason_against(names.ending_of(name)):
        raise refused(name, reason)
    if size > MOST_BYTES:
        raise refused(name, "large")
    if size == 0:
        raise refused(name, "empty")


def _looks_like(upload, ending):
    import puremagic  # noqa: PLC0415 – a table of all the world's file types, of use only where files come in

    head = upload.read(4096)
    upload.seek(0)
    try:
        return ending in {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False


def _pdf(upload):
    head = upload.read(8)
    return head.startswith(b"%PDF-") and b"%%EOF" in (tail := _tail(upload)) and b"startxref" in tail


def _refuse_second_file(upload):
    tail = _tail(upload)
    if _ZIP_ENDS in tail and zipfile.is_zipfile(upload):
        raise UnfitError("two_kinds")
    upload.seek(0)
    head = upload.read(1024).lower()
    if any(page in head or page in tail[-4096:].lower() for page in _PAGES):
        raise UnfitError("two_kinds")


def _tail(upload):
    upload.seek(max(0, upload.size - _TAIL))
    return upload.read()


def _digest(upload):
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(lambda: upload.read(65_536), b""):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


_STRUCTURES = {
    ".pdf": _pdf,
    ".docx": archives.check_docx,
    ".odt": archives.check_odt,
    ".png": images.check_png,
    ".jpg": images.check_jpeg,
    ".jpeg": images.check_jpeg,
}
