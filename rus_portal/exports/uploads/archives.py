"""DOCX and ODT from outside: the table of contents of the packed file, before anything in it is unpacked."""

import zipfile
from pathlib import PurePosixPath

from rus_portal.exports.uploads.kinds import MOST_ENTRIES, MOST_RATIO, MOST_UNPACKED, ODT
from rus_portal.exports.uploads.refusals import UnfitError

# What even a bomb may unpack to: an ordinary document of one page can be packed very tightly.
HARMLESS = 1_000_000
_PACKED = (".zip", ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".jar")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_DOCX_MAIN = b"wordprocessingml.document.main+xml"


def check_docx(file):
    """Whether it is a Word document. UnfitError says what is wrong with it."""
    with zipfile.ZipFile(file) as archive:
        names = check_contents(archive)
        if not {"[Content_Types].xml", "word/document.xml"} <= names:
            return False
        types = read_some(archive, "[Content_Types].xml")
        lowered = {name.lower() for name in names}
        if b"macroenabled" in types.lower() or any(
            name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lowered
        ):
            raise UnfitError("word_macros")
        if any("/activex/" in name for name in lowered):
            raise UnfitError("word_objects")
        return _DOCX_MAIN in types


def check_odt(file):
    """Whether it is an OpenDocument text. UnfitError says what is wrong with it."""
    with zipfile.ZipFile(file) as archive:
        names = check_contents(archive)
        if not {"mimetype", "content.xml"} <= names:
            return False
        if any(name.lower().startswith(("basic/", "scripts/", "dialogs/")) for name in names):
            raise UnfitError("odt_macros")
        if "META-INF/manifest.xml" in names and b"encryption-data" in read_some(archive, "META-INF/manifest.xml"):
            raise UnfitError("locked")
        return read_some(archive, "mimetype").strip() == ODT.encode()


def check_contents(archive, *, is_inside=False):
    """The names in the packed file, once it is clear that unpacking it harms nobody."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnfitError("many_parts")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or unpacked > max(HARMLESS, packed * MOST_RATIO):
        raise UnfitError("bomb")
    _check_places(archive, entries, packed)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnfitError("locked")
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or any(_points_outside(name) for name in names):
        raise UnfitError("bad_names")
    if is_inside and any(name.lower().endswith(_PACKED) for name in names):
        raise UnfitError("nested")
    return names


def _check_places(archive, entries, packed):
    """Parts that share packed bytes are a bomb; something before the first or after the last is a second file."""
    archive.fp.seek(0, 2)
    if packed > archive.fp.tell():
        raise UnfitError("bomb")
    if archive.comment or (entries and min(entry.header_offset for entry in entries) > 0):
        raise UnfitError("two_kinds")


def _points_outside(name):
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0] if path.parts else True


def read_some(archive, entry):
    """The beginning of one part, enough for what is looked for in it."""
    with archive.open(entry) as file:
        return file.read(1_000_000)


def packed_inside(archive):
    """The parts that are packed files themselves, such as the table behind a diagram."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith(_PACKED):
            yield entry
