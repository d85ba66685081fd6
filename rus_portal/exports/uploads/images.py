"""PNG and JPEG from outside: their structure and how many points they have, read from their first bytes."""

from rus_portal.exports.uploads.kinds import MOST_PIXELS
from rus_portal.exports.uploads.refusals import UnfitError

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
# Frames of a JPEG that tell its size (SOF0–SOF15 without the tables among them).
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = {0x01, *range(0xD0, 0xD8)}
_JPEG_END = b"\xff\xd9"
_JPEG_ENDS, _JPEG_SCAN = 0xD9, 0xDA


def check_png(file):
    """Whether it is a whole PNG. UnfitError says what is wrong with it."""
    if file.read(8) != _PNG_BEGINS:
        return False
    first = True
    while len(header := file.read(8)) == 8:
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if first and kind != b"IHDR":
            return False
        if first:
            size = file.read(8)
            _check_points(int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big"))
            file.seek(-len(size), 1)
        first = False
        file.seek(length + 4, 1)
        if kind == b"IEND":
            if file.read(1):
                raise UnfitError("two_kinds")
            return True
    return False


def check_jpeg(file):
    """Whether it is a whole JPEG. UnfitError says what is wrong with it."""
    if file.read(2) != b"\xff\xd8":
        return False
    while (marker := _next_marker(file)) is not None:
        if marker in _JPEG_BARE:
            continue
        if marker in (_JPEG_SCAN, _JPEG_ENDS):
            return False
        length = int.from_bytes(file.read(2), "big")
        if marker in _JPEG_FRAMES:
            frame = file.read(5)
            _check_points(int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big"))
            return _ends_as_jpeg(file)
        file.seek(max(0, length - 2), 1)
    return False


def _next_marker(file):
    if file.read(1) != b"\xff":
        return None
    while (byte := file.read(1)) == b"\xff":
        continue
    return byte[0] if byte else None


def _ends_as_jpeg(file):
    # Telephones put more pictures and films behind the first: an end must come, but need not be the last.
    before = b""
    while chunk := file.read(65_536):
        if _JPEG_END in before + chunk:
            return True
        before = chunk[-1:]
    return False


def _check_points(width, height):
    if width * height > MOST_PIXELS:
        raise UnfitError("many_points")
