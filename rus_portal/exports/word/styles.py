"""Which paragraphs of a Word document are headings, and which are numbered by their style."""

import re

from rus_portal.exports.word.archive import attribute, child, is_on, local, value

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
        """1 for the highest headings, titles and short bold lines among them; 0 for what is none."""
        return self.heading(paragraph, titles=True) or (BOLD_LEVEL if _is_bold_line(paragraph) else 0)

    def heading(self, paragraph, *, titles=False):
        """1 for the highest headings by style or outline; 0 for what is none."""
        facts = child(paragraph, "pPr")
        if (own := _outline(facts)) is not None:
            return _level(own)
        for row in self._rows(value(facts, "pStyle")):
            if (own := _outline(row.get("pPr"))) is not None:
                return _level(own)
            name = _name(row)
            if named := _NAME.match(name):
                return int(named[1] or 1)
            if titles and _TITLE.match(name):
                return 1
        return 0

    def names(self, paragraph):
        """What the style of the paragraph or table is called, and those that it builds on, in small letters."""
        facts = next((one for one in paragraph if local(one) in ("pPr", "tblPr")), None)
        return self.names_of(value(facts, "pStyle") or value(facts, "tblStyle"))

    def names_of(self, style_id):
        """The same of a style by its id."""
        return [_name(row).lower() for row in self._rows(style_id)]

    def look(self, style_id):
        """The properties of letters that a style says, the nearest first."""
        return [row["rPr"] for row in self._rows(style_id) if "rPr" in row]

    def _rows(self, style_id):
        for _step in range(12):
            row = self.rows.get(style_id)
            if row is None:
                return
            yield row
            style_id = attribute(row["basedOn"], "val") if "basedOn" in row else ""

    def numbered(self, paragraph):
        """The numbering that the paragraph has from its style, or None."""
        for row in self._rows(value(child(paragraph, "pPr"), "pStyle")):
            if (found := child(row.get("pPr"), "numPr")) is not None:
                return found
        return None


def _name(row):
    return attribute(row["name"], "val") if "name" in row else ""


def _outline(facts):
    said = value(facts, "outlineLvl")
    return int(said) if said.isdecimal() else None


def _level(outline):
    return outline + 1 if outline < BODY else 0


def _is_bold_line(paragraph):
    words = bold = 0
    for run in paragraph:
        if local(run) == "r":
            length = sum(len((one.text or "").strip()) for one in run if local(one) == "t")
            words += length
            bold += length if is_on(child(run, "rPr"), "b") else 0
    return 0 < words <= MOST_BOLD and bold == words
