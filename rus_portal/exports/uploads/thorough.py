"""What the worker looks at in a file that has come in: everything that it would do when somebody opens it.

The whole is unpacked once, so that a damaged file is told of while its sender is still there.
"""

import io
import warnings
import zipfile

from rus_portal.exports.uploads import archives, odt_parts, pdf_actions, relations
from rus_portal.exports.uploads.checking import FAULTS
from rus_portal.exports.uploads.kinds import DOCX, JPEG, MOST_PIXELS, MOST_UNPACKED, ODT, PDF, PNG
from rus_portal.exports.uploads.refusals import UnfitError

_CHUNK = 1 << 20


def look_through(file, content_type):
    """Raise UnfitError when the file, open for reading, must not be opened by anyone."""
    try:
        _CHECKS[content_type](file)
    except UnfitError:
        raise
    except (*FAULTS, SyntaxError, RecursionError, TypeError, AttributeError, IndexError, MemoryError) as fault:
        # Broken documents fail in the libraries that read them in all ways that there are.
        raise UnfitError("damaged") from fault


def _docx(file):
    with zipfile.ZipFile(file) as archive:
        archives.check_contents(archive)
        _unpack(archive)
        relations.check(archive)
        _check_packed_inside(archive)


def _odt(file):
    with zipfile.ZipFile(file) as archive:
        archives.check_contents(archive)
        _unpack(archive)
        odt_parts.check(archive)
        _check_packed_inside(archive)


def _unpack(archive):
    """Read every part to its end: checksums are compared, and what a part claims to be is what it is."""
    left = MOST_UNPACKED
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise UnfitError("bomb")


def _check_packed_inside(archive):
    for entry in archives.packed_inside(archive):
        with archive.open(entry) as part, zipfile.ZipFile(io.BytesIO(part.read())) as inside:
            names = archives.check_contents(inside, is_inside=True)
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise UnfitError("word_macros")


def _picture(file):
    from PIL import Image  # noqa: PLC0415 – of use in the worker only

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=["PNG", "JPEG"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnfitError("many_points")
                # An eighth of the size is enough to see that it can be decoded; of a PNG all checksums are compared.
                if picture.format == "JPEG":
                    picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))
                    picture.load()
                else:
                    picture.verify()
        except Image.DecompressionBombError as fault:
            raise UnfitError("many_points") from fault


def _pdf(file):
    from pypdf.errors import PyPdfError  # noqa: PLC0415 – 15 MB that the web processes do without

    try:
        pdf_actions.check(file)
    except PyPdfError as fault:
        raise UnfitError("damaged") from fault


_CHECKS = {DOCX: _docx, ODT: _odt, PDF: _pdf, PNG: _picture, JPEG: _picture}
