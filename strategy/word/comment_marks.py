"""Signs in HTML that say where the words of a comment begin and end, while the text goes to Word or comes from there.

They are letters that no text has (private use), so that they go through everything that is done to a block's words.
"""

import re

from strategy import anchoring
from strategy.markup import tidy

_OPEN, _SHUT = "\ue0c0", "\ue0c1"
BEGIN, END, AT = "b", "e", "r"
_MARK = re.compile(f"{_OPEN}([ber])([0-9]+){_SHUT}")
# In place of white space, where only that may stand.
SPACE = rf"(?:\s|{_OPEN}\w+{_SHUT})*"


def mark(kind, number):
    """The sign that a comment's words begin or end here, or that it is about this place."""
    return f"{_OPEN}{kind}{number}{_SHUT}"


def without(text):
    """The text without any such signs."""
    return _MARK.sub("", text)


def cleared(text):
    """Somebody's own text, in which such signs would be taken for ours."""
    return text.replace(_OPEN, "").replace(_SHUT, "")


def only(text):
    """The signs alone."""
    return "".join(found[0] for found in _MARK.finditer(text))


def numbers(text):
    """The numbers of the comments whose words begin here, or that are about this place."""
    return [found[2] for found in _MARK.finditer(text) if found[1] != END]


def pieces(text):
    """The text in order: words as they are, signs as (kind, number)."""
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield found[1], found[2]
        at = found.end()
    if at < len(text):
        yield text[at:]


def put(html, places):
    """The block's HTML with signs round the words of these places: [(number, anchoring.Place)]."""
    signs = []
    for number, place in places:
        start, end = anchoring.html_span(html, place)
        signs += [(start, mark(BEGIN, number)), (end, mark(END, number))]
    for at, sign in sorted(signs, key=lambda one: one[0], reverse=True):
        html = html[:at] + sign + html[at:]
    return html


def quotes(marked, blocks):
    """What the comments are about: [(number, block id, quoted, before, after)]; quoted is "" where all of it is meant.

    `marked` is HTML with signs, `blocks` what it has become without them.
    """
    found = []
    if _OPEN not in marked:
        return found
    for block, html in zip(blocks, _as_blocks(marked, blocks), strict=True):
        words = anchoring.words_of(html)
        found += [(number, block["id"], *about) for number, *about in _in_words(words)]
    return found


def _as_blocks(marked, blocks):
    """The same blocks with their signs; where these would change a block, all of them stand before the first."""
    tidied = tidy(marked)
    if [without(html) for html in tidied] == [block["html"] for block in blocks]:
        return tidied
    return [only(marked), *[""] * (len(blocks) - 1)] if blocks else []


def _in_words(words):
    for begin in _MARK.finditer(words):
        kind, number = begin.groups()
        if kind == END:
            continue
        end = words.find(mark(END, number), begin.end()) if kind == BEGIN else begin.end()
        end = len(words) if end < 0 else end
        quoted = without(words[begin.end() : end]).strip()
        is_whole = anchoring.squeeze(quoted) == anchoring.squeeze(without(words))
        before, after = without(words[: begin.start()]), without(words[end:])
        if not quoted or is_whole:
            yield number, "", "", ""
        else:
            yield number, quoted, before[-anchoring.CONTEXT :], after[: anchoring.CONTEXT]
