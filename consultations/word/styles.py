"""Which paragraphs of a Word document are headings, and which are numbered by their style."""

import re

from consultations.word.blocks import attribute, local

BODY = 9
_NAME = re.compile(r"^(?:heading|rubrik|överskrift|otsikko)\s*(\d)?", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|titel|subtitle|underrubrik)$", re.IGNORECASE)
# A line in bold letters is a heading too, as long as it is short.
MOST_BOLD = 110
BOLD_LEVEL = 8


class Styles:
    """The paragraph styles of one document."""

    def __init__(self, root):
        self.rows = {}
        for style in root if root is not None else ():
            if local(style) == "style":
                facts = {local(one): one for one in style}
                self.rows[attribute(style, "styleId")] = facts

    def level(self, paragraph):
        """1 for the highest headings, 0 for what is none."""
        facts = _child(paragraph, "pPr")
        if (own := _outline(facts)) is not None:
            return _level(own)
        style = _value(facts, "pStyle")
        found = self._of_style(style) if style else 0
        return found or (BOLD_LEVEL if _is_bold_line(paragraph) else 0)

    def _of_style(self, style_id):
        for _step in range(12):
            row = self.rows.get(style_id)
            if row is None:
                return 0
            if (own := _outline(row.get("pPr"))) is not None:
                return _level(own)
            name = attribute(row["name"], "val") if "name" in row else ""
            if named := _NAME.match(name):
                return int(named[1] or 1)
            if _TITLE.match(name):
                return 1
            style_id = attribute(row["basedOn"], "val") if "basedOn" in row else ""
        return 0

    def numbered(self, paragraph):
        """The numbering that the paragraph has from its style, or None."""
        style_id = _value(_child(paragraph, "pPr"), "pStyle")
        for _step in range(12):
            row = self.rows.get(style_id)
            if row is None:
                return None
            if (found := _child(row.get("pPr"), "numPr")) is not None:
                return found
            style_id = attribute(row["basedOn"], "val") if "basedOn" in row else ""
        return None


def _child(parent, name):
    if parent is None:
        return None
    return next((one for one in parent if local(one) == name), None)


def _value(parent, name):
    found = _child(parent, name)
    return attribute(found, "val") if found is not None else ""


def _outline(facts):
    value = _value(facts, "outlineLvl")
    return int(value) if value.isdecimal() else None


def _level(outline):
    return outline + 1 if outline < BODY else 0


def _is_bold_line(paragraph):
    words = bold = 0
    for run in paragraph:
        if local(run) == "r":
            length = sum(len((one.text or "").strip()) for one in run if local(one) == "t")
            words += length
            mark = _child(_child(run, "rPr"), "b")
            bold += length if mark is not None and attribute(mark, "val") not in ("0", "false") else 0
    return 0 < words <= MOST_BOLD and bold == words
