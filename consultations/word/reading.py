"""What a filled-in form says: which text belongs to which field, and what could not be placed. The worker's alone."""

import io
import re
from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import override

from consultations import outline, remarks
from consultations.word import anchors, asked, form, from_docx, from_odt, from_pdf
from consultations.word.blocks import Fault, Origin, UnreadableError, joined

# More loose texts than these nobody places by hand.
MOST_LOOSE = 60
MOST_TEXT = 20_000
READERS = {".docx": from_docx.read, ".odt": from_odt.read, ".pdf": from_pdf.read}
_LEADING = re.compile(r"^(?:\(?[0-9a-z]{1,3}[.)]|[–•-])\s+")
_PAGE = re.compile(r"\s*\d+$")
_OTHER_ROUND = re.compile(r"^(?:rus_)?round[._](\d+)$")


@dataclass(frozen=True)
class Told:
    """What the form says in one place. `base` is the digest of what it said when it was handed out, if anything."""

    name: str
    text: str
    base: str = ""


@dataclass(frozen=True)
class Loose:
    """A text, or the trace of a picture, that no place in the answer could be found for."""

    text: str
    origin: str
    heading: str = ""


@dataclass
class Reading:
    told: list = field(default_factory=list)
    loose: list = field(default_factory=list)


def blocks_of(file, name, bookmarks=()):
    """The blocks of a document, by the ending of its name. Raises UnreadableError."""
    return READERS[PurePath(name).suffix.lower()](file, bookmarks)


def read_form(file, name, consultation, values=None) -> Reading:
    """The filled-in form of this round; `values` are those of the draft it is for. Raises UnreadableError."""
    expected = _Expected(consultation, values or {})
    found = blocks_of(file, name, expected.bookmarks)
    if _belongs_elsewhere(found.names, consultation.pk):
        raise UnreadableError(Fault.OTHER_ROUND)
    placed = [_placed(block, heading, expected) for block, heading in _under_headings(found.blocks)]
    if not any(block.field for block, _heading in placed) and not found.names & expected.anchors:
        raise UnreadableError(Fault.NO_FORM)
    return _sorted(placed, expected)


class _Expected:
    """What a form of this round may hold: its places, how choices are worded, and the words that are our own."""

    def __init__(self, consultation, values):
        self.asks = asked.asks(consultation, values)
        self.options = asked.options_of(consultation, values)
        self.labels = asked.labels_of(consultation, values)
        self.bookmarks = {anchors.bookmark(name): name for name in self.asks}
        self.anchors = set(self.asks) | set(self.bookmarks)
        self.sections = _sections_by_title(consultation)
        self.placeholders = set()
        self.own = self._own_words(consultation)

    def _own_words(self, consultation):
        """Every line of the form as it is handed out, read by the same reader."""
        for language in asked.LANGUAGES:
            with override(language):
                self.placeholders |= {asked.words(text) for text in form.placeholders()}
        blank = from_docx.read(io.BytesIO(form.render(consultation)), self.bookmarks)
        with override(form.LANGUAGE):
            # Lines that the reader passes over, as long as it finds their keys.
            lines = [form.own_lines(consultation, is_own=is_own) for is_own in (False, True)]
            ours = [*form.margins(consultation), *lines[0], *lines[1], form.last_line()]
            marked = [ask for name, ask in self.asks.items() if remarks.is_name(name)]
            ours += [text for ask in marked for text in (ask.label, ask.hint)]
        return {bare(text) for text in [*(block.text for block in blank.blocks), *ours]}


def bare(text):
    """A line as it is compared with our own: without numbers that a program puts before it."""
    return asked.words(_LEADING.sub("", text.strip()))


def _sections_by_title(consultation):
    """{number, heading or both, as they are compared: section key}; what is not the only one is left out."""
    found = {}
    for line in outline.of(consultation.version):
        for title in {f"{line.number} {line.heading}", line.heading, line.number} - {""}:
            found.setdefault(asked.words(title), []).append(str(line.key))
    return {title: keys[0] for title, keys in found.items() if len(keys) == 1}


def _belongs_elsewhere(names, pk):
    rounds = {found[1] for name in names if (found := _OTHER_ROUND.match(name))}
    return bool(rounds) and str(pk) not in rounds


def _under_headings(blocks):
    """Each block with the heading that it stands under."""
    heading = ""
    for block in blocks:
        if block.level and not block.field:
            heading = block.text
        yield block, heading


def _placed(block, heading, expected):
    """The block with its field: where all anchors are gone, the words of its row and heading tell."""
    if block.field or len(block.cells) < 2:
        return block, heading
    # Below the label may stand a hint.
    names = expected.labels.get(asked.words(block.cells[0].partition("\n")[0]), set())
    key = expected.sections.get(asked.words(heading))
    fitting = {name for name in names if len(names) == 1 or (key and key in name)}
    if len(fitting) != 1:
        return block, heading
    answer = joined(block.cells[1:])
    return type(block)(answer, origin=block.origin, field=fitting.pop()), heading


def _sorted(placed, expected):
    texts, bases, elsewhere, reading = {}, {}, {}, Reading()
    for block, heading in placed:
        is_said = block.origin not in (Origin.COMMENT, Origin.PICTURE, Origin.OBJECT)
        if is_said and remarks.is_name(block.field) and block.field not in expected.asks:
            elsewhere.setdefault(block.field, []).append((block, heading))
        elif is_said and block.field in expected.asks:
            texts.setdefault(block.field, []).append(block.text)
            bases[block.field] = bases.get(block.field) or block.base
        elif not _is_ours(block, expected):
            reading.loose.append(Loose(block.text, block.origin, heading if heading != block.text else ""))
    for name in expected.asks:
        if name in texts:
            _tell(reading, name, _without_placeholder(texts[name], expected), bases[name], expected)
    reading.loose += [loose for name, found in elsewhere.items() for loose in _of_another(name, found, expected)]
    return reading


def _of_another(name, found, expected):
    """What is said of words that this draft has not marked, or no more: it is listed, unless nobody has changed it."""
    text = "\n".join(_without_placeholder([block.text for block, _heading in found], expected))
    base = next((block.base for block, _heading in found if block.base), "")
    options = {words: value for said in expected.options.values() for words, value in said.items()}
    handed_out = options.get(asked.words(text), text) if name.endswith(".stance") else text
    if text and base not in (anchors.digest(text), anchors.digest(handed_out)):
        yield Loose(text, Origin.TEXT, found[0][1])


def gathered(loose, most=MOST_LOOSE):
    """The same texts in fewer pieces where there are more than somebody can place: those under one heading together."""
    for tells_headings in (True, False):
        if len(loose) > most:
            loose = _together(loose, tells_headings=tells_headings)
    return loose


def _together(loose, *, tells_headings):
    found = []
    for one in loose:
        last = found[-1] if found else None
        fits = last and one.text and last.text and (last.heading == one.heading or not tells_headings)
        if fits and len(last.text) + len(one.text) < MOST_TEXT:
            found[-1] = Loose(joined([last.text, one.text]), last.origin, last.heading)
        else:
            found.append(one)
    return found


def _is_ours(block, expected):
    if block.origin in (Origin.PICTURE, Origin.OBJECT, Origin.COMMENT):
        return False
    # Of our own margin the page's number is counted by each program.
    line = bare(_PAGE.sub("", block.text) if block.origin == Origin.MARGIN else block.text)
    return not line or line in expected.own or _row_is_ours(block, expected)


def _row_is_ours(block, expected):
    """A row whose label is ours and whose answer is empty."""
    return bool(block.cells) and all(
        not cell or bare(cell) in expected.own | expected.placeholders for cell in block.cells
    )


def _without_placeholder(texts, expected):
    """The paragraphs of a place, but for the words that stood there when it was empty; each text once."""
    kept = []
    for text in texts:
        lines = [line for line in text.split("\n") if asked.words(line) not in expected.placeholders]
        whole = "\n".join(lines).strip()
        if whole and whole not in kept:
            kept.append(whole)
    return kept


def _tell(reading, name, texts, base, expected):
    """Note what a place says; what cannot be said there is listed, not lost."""
    text = "\n".join(texts)
    if base and base == anchors.digest(_as_handed_out(name, text, expected)):
        return
    ask = expected.asks[name]
    if not text and not base:
        return
    if not ask.options:
        short = " ".join(text.split()) if ask.rows == 1 else text
        reading.told.append(Told(name, short, base))
        return
    value = expected.options[name].get(asked.words(text), None) if text else ""
    if value is None:
        reading.loose.append(Loose(text, Origin.CHOICE, ask.label))
    else:
        reading.told.append(Told(name, value, base))


def _as_handed_out(name, text, expected):
    """The text as the draft has it: of a choice its value."""
    return expected.options.get(name, {}).get(asked.words(text), text)
