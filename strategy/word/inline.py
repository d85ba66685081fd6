"""What stands inside a block, as runs: marks, links, references and footnotes."""

import re

from rus_portal.exports.word.elements import element, link_around, link_inside, run
from strategy.word import comment_marks, names

_REFERENCE = re.compile(r"#(s|b)-([0-9a-f-]+)")
_LOOKS = frozenset(["strong", "em", "sup", "sub"])
LINK_STYLE = "Hyperlink"


class Inline:
    """Writes the insides of blocks.

    `footnotes` takes what notes say, `kinds` are those of the sections by key, `comments` knows what signs among the
    words stand for.
    """

    def __init__(self, document, footnotes, kinds, comments):
        self.document, self.footnotes, self.kinds, self.comments = document, footnotes, kinds, comments

    def runs(self, parent, look=frozenset(), style=None):
        """The runs of an element of HTML; lists and images in it are left to the caller."""
        made = self._text(parent.text, look, style)
        for child in parent:
            made += self._child(child, look, style)
            made += self._text(child.tail, look, style)
        return made

    def _text(self, text, look, style):
        made = []
        for piece in comment_marks.pieces(text or ""):
            made += [run(piece, style=style, look=look)] if isinstance(piece, str) else self.comments.sign(*piece)
        return made

    def _child(self, child, look, style):
        match child.tag:
            case "br":
                return [_break()]
            case "span":
                return [self.footnotes.mark("".join(child.itertext()))]
            case "a":
                return [self._link(child, look)]
            case "code":
                return self.runs(child, look, names.CODE)
            case tag if tag in _LOOKS:
                return self.runs(child, look | {tag}, style)
        return []

    def _link(self, child, look):
        href = child.get("href")
        content = self.runs(child, look, LINK_STYLE)
        inside = _REFERENCE.fullmatch(href)
        if inside is None:
            return link_around(self.document, href, *content)
        if inside[1] == "b":
            return link_inside(names.of_block(inside[2]), *content)
        # A reference to what is not there leads nowhere in Word either.
        kind = self.kinds.get(inside[2], "text")
        return link_inside(names.of_section(inside[2], kind), *content)


def _break():
    made = element("r")
    made.append(element("br"))
    return made
