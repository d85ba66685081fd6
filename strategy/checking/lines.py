"""Blocks as lines of plain words: what one reads in one go. Nothing is checked across two lines."""

import re
from bisect import bisect
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

from strategy.markup import FOOTNOTE

_FOOTNOTE = re.compile(rf"{FOOTNOTE}(.*?)</span>")
_ALT = re.compile(r'<img [^>]*?alt="([^"]*)"')
_LINE_ENDS = re.compile(r"</(?:p|li|td|th|h4|figcaption)>|<br>|<[uo]l>")
# Stands where a reference stands: its words change by themselves, and are not looked at.
REFERENCE = "\ufffc"
_REFERENCE = re.compile(r'<a href="#[^"]*"></a>')
_TAG = re.compile(r"<[^>]*>")
# What one reads as running text.
_RUNNING = ("<p>", "<ul>", "<ol>", "<bloc")


@dataclass(frozen=True)
class Lines:
    """The words of a block. `running` are those that are counted for readability; `others` stand in headings, tables,
    captions, footnotes and alternative texts."""

    running: list
    others: list


@dataclass(frozen=True)
class SectionText:
    """All lines of a section: the running text first, then the rest, so that a place is the same in both.

    `begins` are the places where lines begin, `blocks` the ids of their blocks.
    """

    running: str
    words: str
    begins: list
    blocks: list

    @classmethod
    def of(cls, body):
        """The text of these blocks."""
        found = [(block["id"], lines_of(block["html"])) for block in body]
        running = [(block_id, line) for block_id, lines in found for line in lines.running]
        every = running + [(block_id, line) for block_id, lines in found for line in lines.others]
        begins = [0, *accumulate(len(line) + 1 for _block_id, line in every)]
        return cls(
            "\n".join(line for _block_id, line in running),
            "\n".join(line for _block_id, line in every),
            begins[:-1],
            [block_id for block_id, _line in every],
        )

    def block_at(self, place):
        """The id of the block that stands at this place."""
        return self.blocks[bisect(self.begins, place) - 1]


def lines_of(html):
    """The lines of a block."""
    if html.startswith("<p>") and html.find("<", 3) == len(html) - len("</p>"):
        return Lines([unescape(html[3:-4])], [])
    if "></a>" in html:
        html = _REFERENCE.sub(REFERENCE, html)
    others = []
    if FOOTNOTE in html:
        others = [words for note in _FOOTNOTE.findall(html) if (words := _plain(note))]
        html = _FOOTNOTE.sub("", html)
    if html.startswith("<figure"):
        others += [words for alt in _ALT.findall(html) if (words := _plain(alt))]
    lines = [words for part in _LINE_ENDS.split(html) if (words := _plain(part))]
    return Lines(lines, others) if html.startswith(_RUNNING) else Lines([], lines + others)


def words_of(html):
    """The words of a piece of a block, without its footnotes."""
    return _plain(_FOOTNOTE.sub("", _REFERENCE.sub(REFERENCE, html)))


def _plain(html):
    return unescape(_TAG.sub("", html) if "<" in html else html).strip()
