"""A Word document as blocks: what stands in it when all insertions are accepted and all deletions are gone.

Elements are known by their names without namespace: the strict and the usual dialect of the format differ in it only.
"""

from dataclasses import dataclass, field, replace

from consultations.word import anchors
from consultations.word.blocks import Found, Origin, joined, tidy
from consultations.word.docx_parts import facts_of, holds_control, look_at_drawing
from rus_portal.exports.word.archive import DAMAGED, UnreadableError, attribute, local, opened, xml
from rus_portal.exports.word.numbering import Numbering
from rus_portal.exports.word.parts import (
    DRAWN,
    SIGNS,
    SKIPPED,
    by_id,
    chosen,
    inside,
    is_hidden,
    is_margin,
    mark_is_deleted,
    plain,
)
from rus_portal.exports.word.styles import Styles

MAIN = "word/document.xml"


@dataclass(frozen=True)
class _Place:
    """Where the walk is: in which field's cell, in what kind of container."""

    field: str = ""
    base: str = ""
    origin: str = Origin.TEXT


@dataclass
class _Line:
    """The text of one paragraph, and what hangs on it."""

    texts: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    boxes: list = field(default_factory=list)
    drawn: list = field(default_factory=list)
    controls: dict = field(default_factory=dict)

    @property
    def text(self):
        return "".join(self.texts)


def read(file, bookmarks=()) -> Found:
    """The blocks of the document. `bookmarks` {bookmark: field} are those of a form. Raises UnreadableError."""
    with opened(file) as archive:
        root = xml(archive, MAIN)
        if root is None:
            raise UnreadableError(DAMAGED)
        try:
            return _Document(archive, dict(bookmarks)).read(root)
        except RecursionError as too_deep:
            raise UnreadableError(DAMAGED) from too_deep


class _Document:
    def __init__(self, archive, bookmarks):
        self.found, self.bookmarks = Found(), bookmarks
        self.styles = Styles(xml(archive, "word/styles.xml"))
        self.numbering = Numbering(xml(archive, "word/numbering.xml"))
        self.footnotes = by_id(xml(archive, "word/footnotes.xml"))
        self.endnotes = by_id(xml(archive, "word/endnotes.xml"))
        self.comments = by_id(xml(archive, "word/comments.xml"))
        self.margins = [xml(archive, name) for name in archive.namelist() if is_margin(name)][:20]
        self.note_count, self.carried = 0, ""

    def read(self, root):
        for body in root:
            if local(body) == "body":
                self._blocks(body, _Place())
        if self.carried:
            self.found.add(self.carried)
        seen = set()
        for margin in self.margins:
            text = tidy(plain(margin))
            if text not in seen:
                self.found.add(text, origin=Origin.MARGIN)
            seen.add(text)
        return self.found

    def _blocks(self, parent, place):
        for child in parent:
            match local(child):
                case "p":
                    self._paragraph(child, place)
                case "tbl":
                    self._table(child, place)
                case "sdt":
                    self._control(child, place)
                case "AlternateContent":
                    self._blocks(chosen(child), place)
                case "bookmarkStart":
                    self.found.names.add(attribute(child, "name"))
                case "altChunk":
                    self.found.add("", origin=Origin.OBJECT)
                case name if name and name not in SKIPPED:
                    self._blocks(child, place)

    def _control(self, control, place):
        """A content control around paragraphs, rows or cells: its tag names the field."""
        tag, is_empty, is_contents = facts_of(control)
        if tag:
            self.found.names.add(tag)
            place = replace(place, field=tag, base=place.base if tag == place.field else "")
        for content in control:
            if local(content) == "sdtContent" and not is_empty and not is_contents:
                self._blocks(content, place)

    # --- paragraphs -------------------------------------------------------------------------------------------------
    def _paragraph(self, paragraph, place):
        line = _Line()
        self._inline(paragraph, line)
        for name, text in line.controls.items():
            self._add(text, place if name == place.field else _Place(name), ())
        text = self.carried + self._prefix(paragraph) + line.text
        self.carried = ""
        named = {name for name, _digest in anchors.keys("".join(line.hidden) + text)}
        self.found.names |= named
        if mark_is_deleted(paragraph):
            self.carried = text
        elif anchors.OWN not in named:
            self._add(text, place, line.notes, level=0 if place.field else self.styles.level(paragraph))
        for box in line.boxes:
            self._blocks(box, place if place.field else replace(place, origin=Origin.BOX))
        for origin, about in line.drawn:
            self.found.add(about, origin=origin)

    def _add(self, text, place, notes, *, level=0):
        whole = joined([text, *notes])
        self.found.add(whole, level=level, origin=place.origin, field=place.field, base=place.base)

    def _prefix(self, paragraph):
        return self.numbering.prefix(paragraph, self.styles.numbered(paragraph))

    def _inline(self, parent, line):
        for child in parent:
            name = local(child)
            if not name or name in SKIPPED:
                continue
            match name:
                case "r":
                    self._run(child, line)
                case "sdt":
                    self._inline_control(child, line)
                case "bookmarkStart":
                    self.found.names.add(attribute(child, "name"))
                case "commentReference":
                    self._comment(child, line)
                case "AlternateContent":
                    self._inline(chosen(child), line)
                case "oMath" | "oMathPara":
                    line.texts.append("".join(one.text or "" for one in child.iter() if local(one) == "t"))
                case _:
                    self._inline(child, line)

    def _inline_control(self, control, line):
        """A content control in a line. A choice is a field of its own, wherever it stands."""
        tag, is_empty, _is_contents = facts_of(control)
        inner = replace(line, texts=[])
        for content in control:
            if local(content) == "sdtContent" and not is_empty:
                self._inline(content, inner)
        if tag:
            self.found.names.add(tag)
            line.controls[tag] = joined([line.controls.get(tag, ""), inner.text])
        else:
            line.texts.append(inner.text)

    def _run(self, run, line):
        if is_hidden(run):
            # What nobody sees is no part of the text; our own keys are hidden too.
            line.hidden += [one.text or "" for one in run.iter() if local(one) == "t"]
            return
        for child in run:
            name = local(child)
            if name == "t":
                line.texts.append(child.text or "")
            elif name in SIGNS:
                line.texts.append(SIGNS[name])
            elif name in ("footnoteReference", "endnoteReference"):
                self._note(child, self.footnotes if name == "footnoteReference" else self.endnotes, line)
            elif name == "commentReference":
                self._comment(child, line)
            elif name in DRAWN:
                look_at_drawing(child, line)
            elif name == "AlternateContent":
                self._run(chosen(child), line)
            elif name == "sym":
                line.texts.append("•")

    def _note(self, reference, notes, line):
        note = notes.get(attribute(reference, "id"))
        text = plain(note) if note is not None else ""
        if text.strip():
            self.note_count += 1
            line.texts.append(f"[{self.note_count}]")
            line.notes.append(f"[{self.note_count}] {tidy(text)}")

    def _comment(self, reference, line):
        comment = self.comments.get(attribute(reference, "id"))
        if comment is not None:
            who = attribute(comment, "author")
            line.drawn.append((Origin.COMMENT, f"{who}: {tidy(plain(comment))}" if who else plain(comment)))

    # --- tables -----------------------------------------------------------------------------------------------------
    def _table(self, table, place):
        for row in inside(table, "tr"):
            if any(local(one) == "del" for facts in row if local(facts) == "trPr" for one in facts):
                continue
            cells = list(inside(row, "tc"))
            for _cell in cells:
                self.found.count_cell()
            self._row(row, cells, place)

    def _row(self, row, cells, place):
        anchored = next(((n, *found) for n, cell in enumerate(cells) if (found := self._anchor(cell))), None)
        if anchored is None and place.field == "" and not holds_control(row):
            self._plain_row(cells, place)
            return
        at, name, base = anchored or (len(cells), "", "")
        for number, cell in enumerate(cells):
            self._blocks(cell, _Place(name, base) if number > at else replace(place, origin=Origin.TABLE))

    def _anchor(self, cell):
        """The field that a cell names by its key or its bookmark, and the digest of what was handed out."""
        hidden = "".join(one.text or "" for one in cell.iter() if local(one) == "t")
        for name, digest in anchors.keys(hidden):
            return name, digest
        for one in cell.iter():
            if local(one) == "bookmarkStart" and (name := self.bookmarks.get(attribute(one, "name"))):
                return name, ""
        return None

    def _plain_row(self, cells, place):
        texts = []
        for cell in cells:
            inner = Found()
            outer, self.found = self.found, inner
            self._blocks(cell, _Place())
            self.found = outer
            outer.names |= inner.names
            texts.append("\n".join(block.text for block in inner.blocks if block.origin == Origin.TEXT))
            self._keep_others(inner)
        if any(texts):
            whole = " | ".join(" ".join(text.split()) for text in texts) if len(texts) > 1 else texts[0]
            self.found.add(whole, origin=Origin.TABLE, cells=tuple(tidy(text) for text in texts))

    def _keep_others(self, inner):
        for block in inner.blocks:
            if block.origin != Origin.TEXT:
                self.found.add(block.text, origin=block.origin, cells=block.cells)
