"""From bytes to cells: CSV as spreadsheets save it, and XLSX. A worker's module: it is the only one with openpyxl."""

import codecs
import csv
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from consultations.import_files import MOST_CELL, MOST_COLUMNS, MOST_ROWS, UnreadableError
from consultations.models import Finding

# What an honest list of this size unpacks to is far below it.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 1_000
# A spreadsheet program keeps formatted rows below the last one; so many empty ones are looked through.
MOST_EMPTY = 200_000
DELIMITERS = ";\t,"
# A cell that a spreadsheet program would compute instead of show.
COMPUTED = ("=", "@")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Line:
    """The cells of one row, as text, and where it stands in the file."""

    number: int
    cells: tuple
    # Which of them hold formulas.
    formulas: frozenset = frozenset()


def read(file, name):
    """The rows that hold anything, the headings first. Raises UnreadableError."""
    lines = list(_xlsx(file) if name.lower().endswith(".xlsx") else _csv(file.read()))
    if len(lines) < 2:
        raise UnreadableError(Finding.EMPTY_FILE)
    return lines


def _kept(lines):
    """Those that hold something, within the limits."""
    rows = empty = 0
    for number, cells, formulas in lines:
        texts = _trimmed([_tidy(cell) for cell in cells])
        if not texts:
            empty += 1
            if empty > MOST_EMPTY:
                return
            continue
        rows += 1
        if rows > MOST_ROWS + 1:
            raise UnreadableError(Finding.TOO_MANY, most=MOST_ROWS)
        if len(texts) > MOST_COLUMNS:
            raise UnreadableError(Finding.TOO_LONG_ROW, most=MOST_COLUMNS)
        yield Line(number, tuple(texts), frozenset(formulas))


def _trimmed(texts):
    """Without the empty cells at the end."""
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _tidy(text):
    """One line without control characters; a cell is no place for a book."""
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text[:MOST_CELL])
    return " ".join(spaced.replace("\ufeff", "").split())


def _csv(content):
    text = _decoded(content)
    if text.lower().startswith("sep="):  # Excel's own line for its own use; the count of lines goes on
        text = text[text.find("\n") + 1 :] if "\n" in text else ""
        first = 2
    else:
        first = 1
    return _kept(_csv_lines(text, first))


def _csv_lines(text, first):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = first
    try:
        for cells in reader:
            formulas = {n for n, cell in enumerate(cells) if _is_computed(cell.strip())}
            yield begins, cells, formulas
            begins = reader.line_num + first
    except csv.Error as fault:
        raise UnreadableError(Finding.DAMAGED) from fault


def _is_computed(cell):
    return cell.startswith(COMPUTED) or (cell[:1] in "+-" and any(c in cell for c in "(!*/"))


def _decoded(content):
    """UTF-8 or UTF-16 by its mark, else UTF-8, else what Excel in Sweden has written for thirty years."""
    encodings = [encoding for mark, encoding in MARKS.items() if content.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError(Finding.LETTERS)


def _delimiter(text):
    """The one that the line of headings has most of."""
    headings = next((line for line in text.splitlines() if line.strip(f"{DELIMITERS} ")), "")
    return max(DELIMITERS, key=headings.count)


def _xlsx(file):
    import openpyxl  # noqa: PLC0415 – 15 MB that no web process shall carry

    _refuse_unsafe(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong, or a trap.
        sheet.reset_dimensions()
        yield from _kept(_sheet_lines(sheet))
        book.close()
    except UnreadableError:
        raise
    # A broken file breaks somewhere in openpyxl, in no particular way.
    except Exception as fault:
        raise UnreadableError(Finding.DAMAGED) from fault


def _sheet_lines(sheet):
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        texts = [_text(cell.value) for cell in row]
        formulas = {n for n, cell in enumerate(row) if cell.data_type == "f" or _is_computed(texts[n])}
        yield number, texts, formulas


def _text(value):
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _refuse_unsafe(file):
    """Before anything is unpacked: a bomb, a locked file, macros."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise UnreadableError(_outside(file)) from fault
    file.seek(0)
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableError(Finding.BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError(Finding.LOCKED)
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise UnreadableError(Finding.MACROS)


def _outside(file):
    """A workbook with a password is no zip but an OLE file."""
    file.seek(0)
    return Finding.LOCKED if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" else Finding.DAMAGED
