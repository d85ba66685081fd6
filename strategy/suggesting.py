"""What a suggestion says and what the text becomes with it. Pure functions, no database.

A suggestion knows what a block was when it was made. Put together with what the block is now, word by word as when
several write at once (strategy/merging.py), it still fits where others have changed other words.
"""

import re
from difflib import SequenceMatcher

from strategy import anchoring, merging, revisions
from strategy.markup import tidy
from strategy.models import SuggestionKind

# So much of what stays the same is shown beside what changes.
SHOWN = 90
_WORD = re.compile(r"\w+|[^\w\s]")
_WORD_OR_SPACE = re.compile(r"\w+|\s+|[^\w\s]")


def tidied(html):
    """Blocks in their one written form; `html` is a list of them."""
    return [block for one in html for block in tidy(one)]


def kind(was, wants):
    """Whether words come in, go out, or take the place of others."""
    one, other = (_WORD.findall(text) for text in (anchoring.words_of(was), _spoken(wants)))
    tags = {tag for tag, *_ in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()} - {"equal"}
    return SuggestionKind(tags.pop()) if len(tags) == 1 else SuggestionKind.REPLACE


def becomes(suggestion, body):
    """What stands in the block's place with the suggestion: [HTML], or None when its words have changed.

    `body` are the blocks of its section as they are now.
    """
    if not suggestion.block:
        return list(suggestion.wants)
    now = block_now(suggestion, body)
    if now == suggestion.was:
        return list(suggestion.wants)
    if now is None or not suggestion.was or len(suggestion.wants) != 1:
        return None
    merged = merging.words(suggestion.was, now, suggestion.wants[0])
    return None if merged is None else [merged]


def block_now(suggestion, body):
    """The HTML of the block that it is about, or None when that is not there."""
    return next((block["html"] for block in body if block["id"] == suggestion.block), None)


def with_blocks(body, suggestion, html):
    """The section's blocks with this HTML in the suggestion's place: the first of it keeps the block's id."""
    new = [{"html": one} for one in html]
    place = next((n for n, block in enumerate(body) if suggestion.block and block["id"] == suggestion.block), None)
    if place is None:
        return [*body, *new]
    if new:
        new[0]["id"] = suggestion.block
    return [*body[:place], *new, *body[place + 1 :]]


def pieces(old, new):
    """The change from one text to another word by word: (what, words); long stretches that stay are shortened."""
    found = revisions.pieces(_spoken(old), _spoken(new), _WORD_OR_SPACE)
    last = len(found) - 1
    return [
        (what, _shortened(words, n == 0, n == last) if what == "same" else words)
        for n, (what, words) in enumerate(found)
    ]


def _spoken(html):
    return "\n".join(map(_on_lines, html))


def _on_lines(html):
    """The words of one block: items on lines of their own, the cells of a table one after the other."""
    lines = [" ".join(line.split()) for line in anchoring.words_of(html).split("\n")]
    return (" " if html.startswith("<table") else "\n").join(filter(None, lines))


def _shortened(words, is_first, is_last):
    if len(words) <= 2 * SHOWN:
        return words
    head = "" if is_first else words[:SHOWN].rpartition(" ")[0]
    tail = "" if is_last else words[-SHOWN:].partition(" ")[2]
    return f"{head} … {tail}" if head or tail else "…"
