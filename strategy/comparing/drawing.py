"""Runs as HTML to be read. Whatever tags the runs are cut at, what comes out is well formed."""

import re
from functools import partial
from html import escape, unescape

from strategy.comparing.structure import CAME, FILLER, GONE, IS, NEW, SAME, WAS, WENT
from strategy.comparing.trees import REST, STRUCTURE, TAG

BOTH, OLD, NEW_ONLY = "both", "old", "new"
# What each view leaves out.
_UNSEEN = {BOTH: {WAS}, OLD: {NEW, IS, CAME, FILLER}, NEW_ONLY: {GONE, WAS, WENT, FILLER}}
_MARKS = {
    GONE: ("del", "<del>"),
    NEW: ("ins", "<ins>"),
    SAME: ("span", '<span class="restyled">'),
    WENT: ("span", '<span class="went">'),
    CAME: ("span", '<span class="came">'),
}
# Written in the tags of one edition alone.
_WAS_ALONE, _IS_ALONE = {GONE, WENT}, {NEW, CAME}
_CLASSES = {GONE: "gone", NEW: "new"}
_FILLER = '<td class="filler"></td>'
_PIECE = re.compile(rf"<(/?)([a-zA-Z][\w-]*)(?:[\s/]{REST})?>|[^<]+|<")
_VOID = {"br", "img", "hr", "wbr"}
_ID = re.compile(r"""\sid=(?:"[^"]*"|'[^']*'|[^\s>]+)""")
_BODY_HEADING = re.compile(r"(</?)h4\b")
# In a list of changes so many words are shown before and after each.
CONTEXT_WORDS = 8


def drawn(runs, *, view=BOTH, heading="h4"):
    """The block with `del` and `ins`: of both editions in one, or of one edition alone.

    `heading` is what headings within the text become, so that levels follow the section's own.
    """
    if len(runs) == 1 and _is_plain_paragraph(*runs[0]):
        return runs[0][1]
    pen = _Pen(view)
    for mark, raw in runs:
        if mark in _UNSEEN[view]:
            pen.skip(mark, raw)
        elif mark == FILLER:
            pen.parts.append(_FILLER * raw.count("<td>"))
        else:
            pen.run(mark, raw)
    html = pen.done()
    return _BODY_HEADING.sub(rf"\g<1>{heading}", html) if "<h4" in html else html


def _is_plain_paragraph(mark, raw):
    """Most paragraphs have neither changes nor tags: there is nothing to draw."""
    return mark == SAME and raw.startswith("<p>") and raw.endswith("</p>") and "<" not in raw[3:-4]


def is_form_only(runs):
    """Whether not one word is gone or new, but only tags: formatting, or the address of a link."""
    return not any(TAG.sub("", raw).strip() for mark, raw in runs if mark in _WAS_ALONE | _IS_ALONE)


def excerpts(runs):
    """The changes within a block as plain text: (mark, words), what is the same cut down to some words.

    When no word is gone, new or in another block, but only a tag or a link's address, there are no pieces.
    """
    pieces = [(mark, _plain(raw)) for mark, raw in runs if mark in _MARKS]
    pieces = [(mark, text) for mark, text in pieces if text.strip()]
    if all(mark == SAME for mark, _text in pieces):
        return []
    last = len(pieces) - 1
    cut = [
        (mark, _cut(text, is_first=not n, is_last=n == last) if mark == SAME else text)
        for n, (mark, text) in enumerate(pieces)
    ]
    cut[0] = (cut[0][0], cut[0][1].lstrip())
    cut[-1] = (cut[-1][0], cut[-1][1].rstrip())
    return cut


class _Pen:
    """Writes pieces one after another; opens and closes inline tags as the pieces ask for them.

    Both editions have their own open tags at each point. A word of the old one is written in the old one's tags, other
    words in the new one's; a word that is the same in other tags is marked as such.
    """

    def __init__(self, view):
        self.view = view
        self.parts, self.open, self.elements = [], [], []
        self.was, self.now = [], []

    def run(self, mark, raw):
        """Write a run."""
        if "<" not in raw:
            self._text(mark, raw)
            return
        self._pieces(mark, raw, self._text)

    def skip(self, mark, raw):
        """Leave a run out; the tags that it opens are open all the same."""
        if "<" in raw:
            self._pieces(mark, raw, None)

    def done(self):
        """All that was written, with everything closed that is open."""
        self._let([])
        return "".join(self.parts + [f"</{name}>" for name in reversed(self.elements)])

    def _pieces(self, mark, raw, write):
        for found in _PIECE.finditer(raw):
            piece, slash, name = found[0], found[1], found[2]
            if name is None:
                if write:
                    write(mark, piece if piece != "<" else "&lt;")
            elif STRUCTURE.fullmatch(piece):
                if write:
                    self._element(mark, piece, slash, name.lower())
            elif name.lower() in _VOID:
                if write:
                    write(mark, _broken(mark, piece, name))
            else:
                self._inline(mark, _ID.sub("", piece), slash, name)

    def _element(self, mark, tag, slash, name):
        """Write a tag of structure, outside all inline tags. One that closes what is not open is left out."""
        self._let([])
        self.was, self.now = [], []
        if not slash:
            self.elements.append(name)
        elif self.elements[-1:] == [name]:
            self.elements.pop()
        else:
            return
        self.parts.append(_classed(_ID.sub("", tag), mark, slash))

    def _inline(self, mark, tag, slash, name):
        for stack in [self.was] * (mark not in _IS_ALONE) + [self.now] * (mark not in _WAS_ALONE):
            if not slash:
                stack.append((name, tag))
            elif any(one[0] == name for one in stack):
                while stack.pop()[0] != name:
                    pass

    def _text(self, mark, text):
        core = text.strip()
        style = self.was if mark in _WAS_ALONE or self.view == OLD else self.now
        if not core:
            # Space that is gone is seen by nobody; beside what is new it would stand twice.
            self._plain(style, "" if mark in _WAS_ALONE and self.view == BOTH else text)
        elif mark == SAME and self.was == self.now:
            self._plain(style, text)
        else:
            start = text.index(core)
            self._plain(style, text[:start])
            self._let([*style, _MARKS[mark]])
            self.parts.append(core)
            self._plain(style, text[start + len(core) :])

    def _plain(self, style, text):
        """Text that is not marked; space at the edges of a change is not underlined."""
        if text:
            self._let(style)
            self.parts.append(text)

    def _let(self, wanted):
        """Close and open until just these tags are open."""
        alike = 0
        for one, other in zip(self.open, wanted, strict=False):
            if one != other:
                break
            alike += 1
        self.parts += [f"</{name}>" for name, _tag in reversed(self.open[alike:])]
        self.parts += [tag for _name, tag in wanted[alike:]]
        self.open = list(wanted)


def _classed(tag, mark, slash):
    css = _CLASSES.get(mark)
    if slash or not css or "class=" in tag:
        return tag
    return re.sub(r"^<\w+", partial(_with_class, css), tag)


def _with_class(css, found):
    return f'{found[0]} class="{css}"'


def _broken(mark, tag, name):
    """A line break that came or went can be seen."""
    if name.lower() != "br" or mark == SAME:
        return _ID.sub("", tag)
    return "↵" if mark == GONE else f"↵{tag}"


def _plain(raw):
    spaced = STRUCTURE.sub(" ", raw).replace("<br>", " ")
    return re.sub(r"\s+", " ", unescape(TAG.sub("", spaced)))


def _cut(text, *, is_first, is_last):
    """What stands far from every change is left out; the space beside a change stays."""
    words = text.split()
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    if len(words) <= CONTEXT_WORDS * (1 if is_first or is_last else 2) or (is_first and is_last):
        return text
    start = "" if is_first else before + " ".join(words[:CONTEXT_WORDS])
    end = "" if is_last else " ".join(words[-CONTEXT_WORDS:]) + after
    return f"{start} … {end}"


def plain(text):
    """A line of plain text as HTML, for comparing."""
    return escape(text, quote=False)
