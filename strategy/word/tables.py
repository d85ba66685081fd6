"""Tables of a Word document as HTML: one head row, as many cells in each row, the first perhaps its row's header."""

import re

from rus_portal.exports.word import parts
from rus_portal.exports.word.archive import TOO_LARGE, UnreadableError, attribute, child, is_on, local, value
from strategy.word import names

MOST_CELLS = 60_000
MOST_COLUMNS = 63
_BOLD = re.compile(r"(?:\s*<strong>(?:(?!</strong>).)*</strong>\s*)+")
_OWN = {names.HEAD_CELL.lower(), names.ROW_HEAD.lower(), names.CELL.lower()}


class Tables:
    """Reads tables with the readers of lines and of what stands inside them."""

    def __init__(self, lines, inside, losses):
        self.lines, self.inside, self.losses = lines, inside, losses
        self.cells = 0

    def html(self, table):
        """(HTML, bookmarks in it, text boxes that hung in it)."""
        anchors, boxes, rows = [], [], []
        for row in parts.inside(table, "tr"):
            if any(local(one) == "del" for facts in row if local(facts) == "trPr" for one in facts):
                self.losses.note("deleted_row")
                continue
            rows.append(self._row(row, anchors, boxes, is_head=not rows))
        rows = [row for row in rows if row]
        if rows and not self._has_head(table):
            self.losses.note("no_head")
        written = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
        return (f"<table>{written}</table>" if written else ""), anchors, boxes

    def _has_head(self, table):
        first = next(parts.inside(table, "tr"), None)
        facts = child(table, "tblPr")
        look = child(facts, "tblLook")
        marked = first is not None and is_on(child(first, "trPr"), "tblHeader")
        return marked or (look is not None and attribute(look, "firstRow") in ("1", "true", "on"))

    def _row(self, row, anchors, boxes, *, is_head):
        cells = []
        for cell in parts.inside(row, "tc"):
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise UnreadableError(TOO_LARGE)
            cells += self._cell(cell, anchors, boxes, is_first=not cells, is_head=is_head)
        return cells[:MOST_COLUMNS]

    def _cell(self, cell, anchors, boxes, *, is_first, is_head):
        """The cell, and empty ones for the columns that it reaches over."""
        facts = child(cell, "tcPr")
        wide = value(facts, "gridSpan")
        span = int(wide) if wide.isdecimal() else 1
        merged = child(facts, "vMerge")
        if span > 1 or (merged is not None and attribute(merged, "val") in ("", "continue")):
            self.losses.note("merged")
        text, styles = self._text(cell, anchors, boxes)
        is_header = names.ROW_HEAD.lower() in styles
        if not _OWN & styles and (is_first or is_head) and _BOLD.fullmatch(text):
            # Bold letters are how a header looks elsewhere.
            text, is_header = re.sub(r"</?strong>", "", text), is_first
        tag = "th" if is_header else "td"
        return [f"<{tag}>{text}</{tag}>", *["<td></td>"] * (min(span, MOST_COLUMNS) - 1)]

    def _text(self, cell, anchors, boxes):
        """(what stands in it, the names of its styles)."""
        texts, styles = [], set()
        for paragraph in self._paragraphs(cell):
            said = self.inside.paragraph(paragraph)
            anchors += said.anchors
            boxes += said.boxes
            styles |= set(self.inside.known.styles.names(paragraph)[:1])
            if said.html.strip():
                texts.append(said.html)
        if len(texts) > 1:
            self.losses.note("cell_lines")
        return " ".join(texts), styles

    def _paragraphs(self, parent):
        """The paragraphs of a cell, those of tables inside it among them."""
        for one in parent:
            name = local(one)
            if name == "p":
                yield one
            elif name == "tbl":
                self.losses.note("inner_table")
                yield from self._paragraphs(one)
            elif name == "AlternateContent":
                yield from self._paragraphs(parts.chosen(one))
            elif name and name not in parts.SKIPPED:
                yield from self._paragraphs(one)
