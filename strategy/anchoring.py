"""Finding marked words again in a text that changes. Pure functions of blocks, no database.

An anchor names a block and quotes words of it, with a little of what stands around them. White space never decides
whether words are found; footnotes and the words of references are not among a block's words.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from html import escape, unescape

from strategy.markup import tidy

# So much is kept of what stands before and after the words.
CONTEXT = 40
# From how much alike on are changed words still the words that were marked?
ALIKE, ALIKE_ELSEWHERE = 0.6, 0.75
# Words that are shorter than this (without white space) are found in another block only with what stood around them.
TELLING = 16
# So much of what stood around is enough to tell a place from others.
NEAR = 6
# Fewer words than this may stand anywhere: changed, they are not looked for elsewhere.
FEWEST_WORDS = 4
_SIGN = re.compile(
    r'(<span class="footnote">.*?</span>|<[^>]*>)|(&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.)', re.DOTALL
)  # fmt: skip
_LINE_ENDS = re.compile(r"</(?:p|li|tr|t[hd]|h4|figcaption)>|<(?:ul|ol)>")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Anchor:
    """What is looked for. Without `quoted` the whole block is meant; without `block` the section itself.

    `passage` are the block's words when its place was last known.
    """

    block: str
    quoted: str = ""
    before: str = ""
    after: str = ""
    passage: str = ""


@dataclass(frozen=True)
class Place:
    """Where it stands: from `start` to `end` in words_of the block's HTML."""

    block: str
    start: int
    end: int
    words: str
    before: str
    after: str
    passage: str


class _Words:
    """The words of one block, and where each sign of them stands in its HTML."""

    def __init__(self, html):
        signs = list(_signs(html))
        self.spans = [(start, end) for _sign, start, end in signs]
        self.text = "".join(sign for sign, _start, _end in signs)
        self.at = [place for place, sign in enumerate(self.text) if not sign.isspace()]
        self.squeezed = "".join(self.text[place] for place in self.at)

    def place(self, block_id, start, end):
        """The place from one sign of the squeezed words up to another; a whole block may have no words at all."""
        if start == end:
            return Place(block_id, 0, 0, "", "", "", self.text.strip())
        first, last = self.at[start], self.at[end - 1] + 1
        around = self.text[max(0, first - CONTEXT) : first], self.text[last : last + CONTEXT]
        return Place(block_id, first, last, self.text[first:last], *around, self.text.strip())


def _signs(html):
    for found in _SIGN.finditer(html):
        tag, sign = found[1], found[2]
        if sign:
            yield unescape(sign)[:1], found.start(), found.end()
        elif tag == "<br>":
            yield "\n", found.start(), found.end()
        elif _LINE_ENDS.fullmatch(tag):
            # Nothing to take away, but the words on both sides are two.
            yield "\n", found.end(), found.end()


@lru_cache(maxsize=1024)
def _words(html):
    return _Words(html)


def words_of(html):
    """The words of a block as they are marked and quoted."""
    return _words(html).text.strip()


def squeeze(text):
    """Without any white space."""
    return "".join(text.split())


def find(anchor, body):
    """Where the anchor's words stand now, or None. `body` are the blocks of one section."""
    own = [block for block in body if block["id"] == anchor.block]
    others = [block for block in body if block["id"] != anchor.block]
    if not squeeze(anchor.quoted):
        return _whole(anchor, own, others)
    return (
        _exact(anchor, own)
        or _exact(anchor, others, elsewhere=True)
        or _alike(anchor, own, ALIKE)
        or _between(anchor, own)
        or _alike(anchor, others, ALIKE_ELSEWHERE)
    )


def html_span(html, place):
    """From where to where the words of this place stand in the block's HTML."""
    spans = _words(html).spans
    return spans[place.start][0], spans[place.end - 1][1]


def replaced(html, place, words):
    """The block with other words in this place: its written form, as a list of no or one block.

    Tags that stand among the words that go stay; those round nothing go with them.
    """
    known = _words(html)
    # With words that go, the space before them goes.
    is_spaced = not words.strip() and known.text[: place.start][-1:] == " "
    spans = known.spans[place.start - is_spaced : place.end]
    start, end = spans[0][0], spans[-1][1]
    gone = {at for first, last in spans for at in range(first, last)}
    kept = "".join(sign for at, sign in enumerate(html[start:end], start=start) if at not in gone)
    return tidy(html[:start] + escape(" ".join(words.split()), quote=False) + kept + html[end:])


def _whole(anchor, own, others):
    if not anchor.block:
        return Place("", 0, 0, "", "", "", "")
    if own:
        return _whole_place(own[0])
    wanted = anchor.passage.split()
    if not wanted:
        return None
    likeness, block = max(((_likeness(wanted, block), block) for block in others), key=_first, default=(0, None))
    return _whole_place(block) if likeness >= ALIKE else None


def _whole_place(block):
    words = _words(block["html"])
    return words.place(block["id"], 0, len(words.squeezed))


def _likeness(wanted, block):
    matcher = SequenceMatcher(None, wanted, _words(block["html"]).text.split(), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    return matcher.ratio()


def _exact(anchor, blocks, *, elsewhere=False):
    """The very words, where most of what stood around them stands around them still."""
    wanted = squeeze(anchor.quoted)
    before, after = squeeze(anchor.before), squeeze(anchor.after)
    found = []
    for block in blocks:
        words = _words(block["html"])
        for start in _occurrences(words.squeezed, wanted):
            near = _around(words.squeezed, start, start + len(wanted), before, after)
            found.append((near, words, block["id"], start))
    if not found:
        return None
    near, words, block_id, start = max(found, key=_first)
    if near < min(NEAR, len(before) + len(after)) and (len(found) > 1 or elsewhere) and len(wanted) < TELLING:
        return None
    return words.place(block_id, start, start + len(wanted))


def _first(pair):
    return pair[0]


def _occurrences(text, wanted):
    places = [found.start() for found in re.finditer(f"(?={re.escape(wanted)})", text)]
    if places or len(text.lower()) != len(text):
        return places
    return [found.start() for found in re.finditer(f"(?={re.escape(wanted.lower())})", text.lower())]


def _around(text, start, end, before, after):
    """How many signs next to the words are the same as they were."""
    return _same(text[:start][::-1], before[::-1]) + _same(text[end:], after)


def _same(one, other):
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _alike(anchor, blocks, least):
    """The stretch that has most of the words, in their order."""
    wanted = [word.lower() for word in _WORD.findall(anchor.quoted)]
    if least > ALIKE and len(wanted) < FEWEST_WORDS:
        return None
    found = [window for block in blocks if (window := _window(wanted, block))]
    likeness, block_id, words, start, end = max(found, key=_first, default=(0, None, None, 0, 0))
    return words.place(block_id, start, end) if likeness >= least else None


def _window(wanted, block):
    words = _words(block["html"])
    tokens = list(_WORD.finditer(words.text))
    text = [token[0].lower() for token in tokens]
    longest = SequenceMatcher(None, wanted, text, autojunk=False).find_longest_match()
    if not longest.size:
        return None
    # The words as they would stand round the longest stretch that is the same, with room for a few that came in.
    first = max(0, longest.b - longest.a - 2)
    last = longest.b - longest.a + len(wanted) + 2
    blocks = SequenceMatcher(None, wanted, text[first:last], autojunk=False).get_matching_blocks()[:-1]
    begin, end = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
    likeness = 2 * sum(one.size for one in blocks) / (len(wanted) + end - begin)
    return likeness, block["id"], words, *_squeezed_span(words, tokens[begin].start(), tokens[end - 1].end())


def _squeezed_span(words, start, end):
    before = len(squeeze(words.text[:start]))
    return before, before + len(squeeze(words.text[start:end]))


def _between(anchor, blocks):
    """What now stands between what stood before the words and what stood after them."""
    before, after = squeeze(anchor.before)[-2 * NEAR :], squeeze(anchor.after)[: 2 * NEAR]
    if not blocks or len(before) + len(after) < NEAR:
        return None
    words = _words(blocks[0]["html"])
    text = words.squeezed
    start = text.find(before) + len(before) if before else 0
    end = text.find(after, start) if after else len(text)
    if (before and before not in text) or end < 0 or not 0 < end - start <= 2 * len(squeeze(anchor.quoted)) + NEAR:
        return None
    return words.place(blocks[0]["id"], start, end)
