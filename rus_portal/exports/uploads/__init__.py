"""What an attached file really is: its ending, its content and its structure must agree."""

from rus_portal.exports.uploads.checking import Checked, check, check_outside
from rus_portal.exports.uploads.kinds import (
    ACCEPT,
    DOCX,
    MOST_BYTES,
    MOST_BYTES_OF_FORM,
    MOST_FILES,
    MOST_NAME,
    ODT,
    PDF,
    TYPES,
)
from rus_portal.exports.uploads.names import clean_name
from rus_portal.exports.uploads.refusals import REASONS, FileRefusedError

__all__ = [
    "ACCEPT",
    "DOCX",
    "MOST_BYTES",
    "MOST_BYTES_OF_FORM",
    "MOST_FILES",
    "MOST_NAME",
    "ODT",
    "PDF",
    "REASONS",
    "TYPES",
    "Checked",
    "FileRefusedError",
    "check",
    "check_outside",
    "clean_name",
]
