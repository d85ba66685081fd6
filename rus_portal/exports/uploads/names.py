"""What a file is called: as the person knows it, without what could deceive or do harm."""

import re
import unicodedata
from pathlib import PurePath

from rus_portal.exports.uploads.kinds import MOST_NAME, TYPES

_MACRO_ENDINGS = {".docm", ".dotm"}
_OLD_ENDINGS = {".doc", ".dot", ".rtf", ".wps", ".pages", ".sxw", ".fodt", ".ott", ".dotx"}
_LONGEST_ENDING = 10


def clean_name(name):
    """The name without folders, control characters and signs that turn the reading direction; short enough to keep."""
    # A Mac sends å as two signs.
    shown = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    shown = " ".join(re.split(r"[\\/]", shown)[-1].split()) or "fil"
    path = PurePath(shown)
    ending = path.suffix[:_LONGEST_ENDING]
    return path.stem[: MOST_NAME - len(ending)] + ending


def ending_of(name):
    """The ending in small letters, with its point."""
    return PurePath(name).suffix.lower()


def reason_against(ending):
    """Why a file with this ending is not taken; "" when it is."""
    if ending in TYPES:
        return ""
    if ending in _MACRO_ENDINGS:
        return "macro_ending"
    return "old_ending" if ending in _OLD_ENDINGS else "ending"
