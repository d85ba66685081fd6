"""The text of a PDF as blocks. A PDF knows letters on pages only: where paragraphs end is judged by their lines."""

import io
import re
from collections import Counter

from consultations.word.blocks import Fault, Found, Origin, UnreadableError, tidy

MOST_PAGES = 300
# Fewer letters than this on all its pages: it has been scanned.
FEWEST_LETTERS = 20
_HEADING = re.compile(r"^\d{1,2}(\.\d{1,2}){0,3}\.?\s+[A-ZÅÄÖÉ]")
_ITEM = re.compile(r"^([•▪●○–-]|\d{1,2}[.)]|[a-z]\))\s+")
_END = re.compile(r"[.!?:”\"]$")
MOST_HEADING = 90


def read(file, bookmarks=()) -> Found:
    """The blocks of the document. Raises UnreadableError."""
    pages = _pages(file)
    found = Found()
    if sum(len("".join(page.split())) for page in pages) < FEWEST_LETTERS:
        raise UnreadableError(Fault.SCANNED)
    margins = _margins(pages)
    lines = []
    for number, page in enumerate(pages, start=1):
        kept = [line for line in (tidy(line) for line in page.split("\n")) if _shape(line) not in margins]
        if not any(kept):
            lines = _flush(found, lines)
            found.add(str(number), origin=Origin.PICTURE)
        lines += kept
    _flush(found, lines)
    return found


def _pages(file):
    from pypdf import PdfReader  # noqa: PLC0415 – the worker's alone
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(file.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(Fault.LOCKED)
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableError(Fault.TOO_LARGE)
        return [page.extract_text() or "" for page in reader.pages]
    except (DependencyError, FileNotDecryptedError) as locked:
        raise UnreadableError(Fault.LOCKED) from locked
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError) as broken:
        # A PDF can be wrong in more ways than its library has names for.
        raise UnreadableError(Fault.DAMAGED) from broken


def _margins(pages):
    """Lines that come back on most pages, such as the sender's name and the page's number."""
    if len(pages) < 3:
        return set()
    seen = Counter(shape for page in pages for shape in {_shape(tidy(line)) for line in page.split("\n")})
    return {shape for shape, count in seen.items() if shape and count > len(pages) / 2}


def _shape(line):
    return re.sub(r"\d+", "#", line)


def _flush(found, lines):
    """Put lines together to paragraphs, and note them. Gives the empty list to go on with."""
    longest = max((len(line) for line in lines), default=0)
    paragraph = []
    for place, line in enumerate(lines):
        begins = not line or _is_heading(line) or _ITEM.match(line)
        if begins or (paragraph and _ends(paragraph[-1], longest)):
            _note(found, paragraph)
            paragraph = []
        if line and _is_heading(line) and _stands_alone(lines, place, longest):
            _note(found, [line], level=line.split()[0].strip(".").count(".") + 1)
        elif line:
            paragraph.append(line)
    _note(found, paragraph)
    return []


def _is_heading(line):
    return len(line) <= MOST_HEADING and bool(_HEADING.match(line)) and not _END.search(line)


def _stands_alone(lines, place, longest):
    # "3 Kommunen anser att …" may be a list; a heading is short beside the lines of the text.
    return len(lines[place]) < max(40, longest * 0.85)


def _ends(line, longest):
    return bool(_END.search(line)) and len(line) < longest * 0.85


def _note(found, lines, *, level=0):
    text = ""
    for line in lines:
        if text.endswith("-") and line[:1].islower() and text[-2:-1].isalpha():
            text = text[:-1] + line
        else:
            text = f"{text} {line}".strip()
    found.add(text, level=level)
