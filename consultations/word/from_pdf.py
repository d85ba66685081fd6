"""The text of a PDF as blocks. A PDF knows letters on pages only: paragraphs and headings are judged by their lines."""

import io
import re
from collections import Counter
from dataclasses import dataclass

from consultations.word.blocks import Fault, Found, Origin, UnreadableError, tidy

MOST_PAGES = 300
# Fewer letters than this on all its pages: it has been scanned.
FEWEST_LETTERS = 20
_HEADING = re.compile(r"^\d{1,2}(\.\d{1,2}){0,3}\.?\s+[A-ZÅÄÖÉ]")
_ITEM = re.compile(r"^([•▪●○–-]|\d{1,2}[.)]|[a-z]\))\s+")
_END = re.compile(r"[.!?:”\"]$")
MOST_HEADING = 90
# So much larger than the text is set what is a heading.
LARGER = 1.12
MOST_BOLD = 60
_SHORT_OF_END = (".", ",", ";", "-")


@dataclass(frozen=True)
class Line:
    """A line as it is set: its size in points, and whether it is bold from end to end."""

    text: str
    size: float = 0.0
    is_bold: bool = False

    def is_set_as(self, other):
        return (self.size, self.is_bold) == (other.size, other.is_bold)

    def stands_out(self, usual):
        """Whether it is larger or bolder than the text, as a heading is."""
        if not re.search(r"[^\W\d]", self.text) or self.text.endswith(_SHORT_OF_END):
            return False
        if self.size > usual.size * LARGER:
            return len(self.text) <= MOST_HEADING
        # A sentence may be bold because it matters: only what is short enough to be a heading is taken for one.
        return self.is_bold and not usual.is_bold and self.size >= usual.size and len(self.text) <= MOST_BOLD


def read(file, bookmarks=()) -> Found:
    """The blocks of the document. Raises UnreadableError."""
    pages = _pages(file)
    found = Found()
    if sum(len("".join(line.text.split())) for page in pages for line in page) < FEWEST_LETTERS:
        raise UnreadableError(Fault.SCANNED)
    margins, usual = _margins(pages), _usual(pages)
    lines = []
    for number, page in enumerate(pages, start=1):
        kept = [line for line in page if _shape(line.text) not in margins]
        if not any(line.text for line in kept):
            lines = _flush(found, lines, usual)
            found.add(str(number), origin=Origin.PICTURE)
        lines += kept
    _flush(found, lines, usual)
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
        return [_lines(page) for page in reader.pages]
    except (DependencyError, FileNotDecryptedError) as locked:
        raise UnreadableError(Fault.LOCKED) from locked
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError) as broken:
        # A PDF can be wrong in more ways than its library has names for.
        raise UnreadableError(Fault.DAMAGED) from broken


def _lines(page):
    """The lines of a page. How a line is set is how most of its letters are."""
    pieces = []

    def note(text, _place, matrix, font, size):
        scale = abs(matrix[3]) or abs(matrix[0]) or 1
        is_bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        pieces.append((text, (round(size * scale, 1), is_bold)))

    page.extract_text(visitor_text=note)
    lines, text, letters = [], "", Counter()
    for piece, setting in [*pieces, ("\n", (0.0, False))]:
        for number, part in enumerate(piece.split("\n")):
            if number:
                lines.append(_line(text, letters))
                text, letters = "", Counter()
            text += part
            letters[setting] += len(part.strip())
    return lines


def _line(text, letters):
    setting, count = letters.most_common(1)[0] if letters else ((0.0, False), 0)
    is_bold = setting[1] and count == letters.total()
    return Line(tidy(text), setting[0], is_bold)


def _usual(pages):
    """How most of the letters are set."""
    letters = Counter()
    for page in pages:
        for line in page:
            letters[line.size, line.is_bold] += len(line.text)
    return Line("", *letters.most_common(1)[0][0])


def _margins(pages):
    """Lines that come back on most pages, such as the sender's name and the page's number."""
    if len(pages) < 3:
        return set()
    seen = Counter(shape for page in pages for shape in {_shape(line.text) for line in page})
    return {shape for shape, count in seen.items() if shape and count > len(pages) / 2}


def _shape(text):
    return re.sub(r"\d+", "#", text)


def _flush(found, lines, usual):
    """Put lines together to paragraphs and headings, and note them. Gives the empty list to go on with."""
    longest = max((len(line.text) for line in lines), default=0)
    paragraph, heading, before = [], None, Line("")
    for line in lines:
        text, is_like_before = line.text, bool(paragraph) and line.is_set_as(before)
        # The last line of a bold paragraph is none, however short it is.
        is_set_out = line.stands_out(usual) and bool(heading or not is_like_before)
        before = line
        if is_set_out and heading and is_like_before:
            # A heading of two lines.
            paragraph.append(text)
            continue
        begins = not text or is_set_out or heading or _is_heading(text) or _ITEM.match(text)
        if begins or (paragraph and _ends(paragraph[-1], longest)):
            _note(found, paragraph, level=_level(paragraph, heading))
            paragraph, heading = [], None
        if text and not is_set_out and _is_heading(text) and _stands_alone(text, longest):
            _note(found, [text], level=_level([text], line))
        elif text:
            paragraph, heading = [*paragraph, text], line if is_set_out else None
    _note(found, paragraph, level=_level(paragraph, heading))
    return []


def _level(lines, heading):
    """How deep a heading stands: as its number says, or as the heading of a section. 0 for what is a text."""
    if not heading or len(" ".join(lines)) > MOST_HEADING:
        return 0
    number = lines[0].split()[0].strip(".")
    return number.count(".") + 1 if _HEADING.match(lines[0]) else 2


def _is_heading(line):
    return len(line) <= MOST_HEADING and bool(_HEADING.match(line)) and not _END.search(line)


def _stands_alone(line, longest):
    # "3 Kommunen anser att …" may be a list; a heading is short beside the lines of the text.
    return len(line) < max(40, longest * 0.85)


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
