"""The body of a Word document as lines in order: what each paragraph, item, table and figure says, and what it is.

All insertions are accepted and all deletions are carried out, as the one who chose the file was told.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import TOO_LARGE, UnreadableError, attribute, local
from strategy.word import comment_marks, names
from strategy.word.inside import COMMENTED, Inside, commented
from strategy.word.tables import Tables


class Kind(StrEnum):
    """What a line is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    SUBHEADING = "subheading"
    CAPTION = "caption"
    FACT = "fact"
    TITLE = "title"


MOST_LINES = 20_000
_QUOTES = {"quote", "intense quote", "block text", "quotations", "citat", "starkt citat", "block quotation"}
_CAPTIONS = {"caption", "beskrivning", "bildtext", "figure", "illustration", "drawing"}
_TITLES = {"title", "titel"}
_ERRATA = {names.ERRATA.lower(), names.ERRATA_PART.lower(), names.ERRATA_TEXT.lower()}
_SKIPPED = {names.COVER.lower(), names.CONTENTS.lower(), "subtitle", "underrubrik", "toc heading", *_ERRATA}
_APPENDIX = {names.APPENDIX.lower(), names.APPENDIX_PART.lower(), names.APPENDIX_TEXT.lower()}


@dataclass
class Line:
    """One paragraph or table. `level` is a heading's, or an item's from 0; `place` names the list that it is of."""

    kind: str
    html: str
    level: int = 0
    place: str = ""
    is_ordered: bool = False
    anchors: list = field(default_factory=list)

    @property
    def begins(self):
        """Whether a block of the portal's own begins here."""
        return any(names.block_of(name) for name in self.anchors)


class Lines:
    """Walks through the body once. `known` is what the document's other parts say; see importing.Known."""

    def __init__(self, known, losses, pictures):
        self.known, self.losses = known, losses
        self.inside = Inside(known, losses, pictures)
        self.tables = Tables(self, self.inside, losses)
        self.found, self.waiting, self.carried = [], [], ""
        self.is_appendix = False

    def read(self, root):
        """All lines of the document."""
        for body in root:
            if local(body) == "body":
                self.walk(body)
        return self.found

    def walk(self, parent):
        """The blocks of a body, a control, or a text box."""
        for child in parent:
            match local(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "sdt" if parts.is_contents(child):
                    continue
                case "AlternateContent":
                    self.walk(parts.chosen(child))
                case "bookmarkStart":
                    self.waiting.append(attribute(child, "name"))
                case name if name in COMMENTED:
                    self.carried += commented(child)
                case "altChunk":
                    self.losses.note("object")
                case name if name and name not in parts.SKIPPED:
                    self.walk(child)
                case "del" | "moveFrom":
                    self.losses.tracked(child)

    def _add(self, line):
        line.anchors = [*self.waiting, *line.anchors]
        self.waiting = []
        self.found.append(line)
        if len(self.found) > MOST_LINES:
            raise UnreadableError(TOO_LARGE)

    def _paragraph(self, paragraph):
        styles = self.known.styles.names(paragraph)
        level = self.known.styles.heading(paragraph)
        kind = self._kind(styles, level)
        if self._is_skipped(styles, kind):
            return
        said = self.inside.paragraph(paragraph)
        html, self.carried = self.carried + said.html, ""
        if parts.mark_is_deleted(paragraph):
            self.carried = html
            return
        line = Line(kind, html, anchors=said.anchors)
        if kind == Kind.HEADING:
            line.level = level
            self.losses.enter(said.words)
        elif item := self._item(paragraph, kind):
            line.kind, line.place, line.level = Kind.ITEM, item[0], item[1]
            line.is_ordered = item[2] != "bullet"
        if comment_marks.without(html).strip():
            self._add(line)
        else:
            self.carried = comment_marks.only(html)
            # What leads to an empty line leads to what comes after it.
            self.waiting += line.anchors
        for box in said.boxes:
            self.losses.note("box")
            self.walk(box)

    def _kind(self, styles, level):
        first = styles[0] if styles else ""
        if first == names.SUBHEADING.lower():
            return Kind.SUBHEADING
        if first == names.FACTS.lower():
            return Kind.FACT
        if first in _TITLES:
            return Kind.TITLE
        if level and not (_APPENDIX | _ERRATA) & set(styles):
            return Kind.HEADING
        if _QUOTES & set(styles):
            return Kind.QUOTE
        return Kind.CAPTION if _CAPTIONS & set(styles) else Kind.TEXT

    def _is_skipped(self, styles, kind):
        """Whether it is part of the portal's own frame around the text, or of a table of contents."""
        if kind == Kind.HEADING:
            self.is_appendix = False
        elif not self.is_appendix and _APPENDIX & set(styles):
            self.is_appendix = True
            self.losses.note("appendix")
        is_contents = any(name.startswith(("toc ", "contents ", "innehåll ")) for name in styles)
        return self.is_appendix or is_contents or bool(_SKIPPED & set(styles[:1]))

    def _item(self, paragraph, kind):
        if kind not in (Kind.TEXT, Kind.QUOTE):
            return None
        return self.known.numbering.item(paragraph, self.known.styles.numbered(paragraph))

    def _table(self, table):
        if self.is_appendix:
            return
        html, anchors, after = self.tables.html(table)
        if html:
            self._add(Line(Kind.TABLE, html, anchors=anchors))
        for box in after:
            self.walk(box)
