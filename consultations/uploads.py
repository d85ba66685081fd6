"""What an attached file really is: its ending, its content and its structure must agree."""

import hashlib
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
# A document that unpacks to more than this is made to fill somebody's disk.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 150
MOST_ENTRIES = 5_000
MOST_NAME = 150

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
TYPES = {
    ".pdf": ("PDF", "application/pdf"),
    ".docx": ("Word", DOCX),
    ".odt": ("OpenDocument", ODT),
    ".png": ("PNG", "image/png"),
    ".jpg": ("JPEG", "image/jpeg"),
    ".jpeg": ("JPEG", "image/jpeg"),
}
ACCEPT = ",".join(TYPES)


class FileRefusedError(Exception):
    """The file is not taken; the message says why and what to do, in words for the person who chose it."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(upload):
    """Look at an uploaded file. Raises FileRefusedError; leaves the file at its beginning."""
    name = clean_name(upload.name)
    ending = PurePath(name).suffix.lower()
    _check_outside(name, ending, upload.size)
    kind, content_type = TYPES[ending]
    try:
        fits = _looks_like(upload, ending) and STRUCTURES[ending](upload, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as fault:
        raise _refused(
            name, _("The file seems to be damaged. Open it, save it again and choose it once more.")
        ) from fault
    if not fits:
        message = _(
            "The ending says %(kind)s, but the content is something else. Save it as %(kind)s and choose it once more."
        )
        raise _refused(name, message % {"kind": kind})
    return Checked(name, content_type, upload.size, _digest(upload))


def clean_name(name):
    """The name without folders and control characters, short enough to keep."""
    shown = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    shown = re.split(r"[\\/]", shown)[-1].strip() or "fil"
    path = PurePath(shown)
    return path.stem[: MOST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def _check_outside(name, ending, size):
    if ending not in TYPES:
        raise _refused(
            name, _("We can take PDF, Word (docx), OpenDocument (odt), PNG and JPEG. Save it as one of these.")
        )
    if size > MOST_BYTES:
        raise _refused(name, _("The file is larger than 20 MB. Make it smaller, or divide it into several files."))
    if size == 0:
        raise _refused(name, _("The file is empty. Choose it once more."))


def _refused(name, message):
    return FileRefusedError(_("“%(name)s” was not attached. %(message)s") % {"name": name, "message": message})


def _looks_like(upload, ending):
    import puremagic  # noqa: PLC0415 – a table of all the world's file types, of use only where files come in

    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    try:
        return ending in {match.extension for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False


def _pdf(upload, _name):
    head = upload.read(8)
    upload.seek(max(0, upload.size - 2048))
    tail = upload.read()
    return head.startswith(b"%PDF-") and b"%%EOF" in tail and b"startxref" in tail


def _png(upload, _name):
    if upload.read(8) != b"\x89PNG\r\n\x1a\n":
        return False
    first = True
    while header := upload.read(8):
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if first and kind != b"IHDR":
            return False
        if kind == b"IEND":
            return True
        first = False
        upload.seek(length + 4, 1)
    return False


def _jpeg(upload, _name):
    head = upload.read(3)
    upload.seek(max(0, upload.size - 65_536))
    return head == b"\xff\xd8\xff" and b"\xff\xd9" in upload.read()


def _docx(upload, name):
    with zipfile.ZipFile(upload) as archive:
        names = _unpackable(archive, name)
        if not {"[Content_Types].xml", "word/document.xml"} <= names:
            return False
        types = _read_some(archive, "[Content_Types].xml")
        if any(entry.lower().endswith("vbaproject.bin") for entry in names) or b"macroEnabled" in types:
            raise _refused(name, _("It holds macros. Save it as an ordinary Word document without macros."))
        return b"wordprocessingml.document.main+xml" in types


def _odt(upload, name):
    with zipfile.ZipFile(upload) as archive:
        names = _unpackable(archive, name)
        if not {"mimetype", "content.xml"} <= names:
            return False
        if any(entry.startswith(("Basic/", "Scripts/")) for entry in names):
            raise _refused(name, _("It holds macros. Save it as an ordinary OpenDocument text without macros."))
        return _read_some(archive, "mimetype").strip() == ODT.encode()


def _unpackable(archive, name):
    """The names in the archive, once it is clear that unpacking it harms nobody."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > max(1_000_000, packed * MOST_RATIO):
        raise _refused(name, _("It unpacks to far more than it says. Save it again, or as PDF."))
    if any(entry.flag_bits & 1 for entry in entries):
        raise _refused(name, _("It is locked with a password. Save it without password."))
    return {entry.filename for entry in entries}


def _read_some(archive, entry):
    with archive.open(entry) as file:
        return file.read(1_000_000)


def _digest(upload):
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(lambda: upload.read(65_536), b""):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


STRUCTURES = {".pdf": _pdf, ".docx": _docx, ".odt": _odt, ".png": _png, ".jpg": _jpeg, ".jpeg": _jpeg}
