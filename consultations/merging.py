"""Putting together what several people wrote in one field at the same time. Pure functions of texts, no database.

Three texts decide: the one that a writer had read (base), the one that is kept now (theirs), and the one that the
writer sends (ours). Whatever either wrote stands in the outcome; where that cannot be, there is none.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A line break, the space between two sentences, a sentence, or what is left at the end of a line.
_SENTENCE = re.compile(r"\n|[^\S\n]+|[^\n]*?[.!?…:;](?=\s|$)|[^\n]+")


@dataclass(frozen=True)
class Sent:
    """What a writer sends for one field. `version` and `base` are what the writer had read.

    `unsure` are texts that the same writer sent before, of which no answer came back.
    """

    value: str
    version: int | None = None
    base: str | None = None
    unsure: tuple = ()


def reconcile(kept, version, sent, *, is_prose=True):
    """The text to keep when `kept` (of this version) meets what was sent; None when they clash.

    Text that is not prose (a choice, a date) is never put together from two.
    """
    knows_it = sent.version is None or sent.version == version
    if knows_it or kept in (sent.value, sent.base, *sent.unsure):
        return sent.value
    if sent.base is None:
        return None
    if sent.value == sent.base:
        return kept
    return merge(sent.base, kept, sent.value) if is_prose else None


def merge(base, theirs, ours):
    """Both changes in one text, paragraph by paragraph and then sentence by sentence; None when they clash."""
    lines = _combine(_lines(base), _lines(theirs), _lines(ours), _settle_lines)
    return None if lines is None else "\n".join(lines)


def _lines(text):
    return text.split("\n") if text else []


def _settle_lines(base, theirs, ours):
    """Paragraphs that both have changed, as one list; None when they clash."""
    if not any(line.strip() for line in base):
        return _both(theirs, ours, "\n") or theirs + ours
    pieces = [_SENTENCE.findall("\n".join(lines)) for lines in (base, theirs, ours)]
    merged = _combine(*pieces, _settle_sentences)
    return None if merged is None else "".join(merged).split("\n")


def _settle_sentences(base, theirs, ours):
    if any(piece.strip() for piece in base):
        return None
    # On a line of its own: two unfinished sentences would read as one.
    return _both(theirs, ours, "") or [*theirs, "\n", "".join(ours).lstrip()]


def _both(theirs, ours, between):
    """The longer of two insertions when it holds the other whole: somebody went on after a lost answer."""
    one, other = between.join(theirs), between.join(ours)
    if one.strip() in other:
        return ours
    return theirs if other.strip() in one else None


def _combine(base, theirs, ours, settle):
    """Apply the edits of both sides to the base; where they touch, `settle` decides (None: they clash)."""
    merged, place = [], 0
    for start, end, sides in _regions(_edits(base, theirs), _edits(base, ours)):
        merged += base[place:start]
        one, other = (_applied(base, start, end, edits) for edits in sides)
        if not (sides[0] and sides[1]) or one == other:
            merged += one if sides[0] else other
        elif (settled := settle(base[start:end], one, other)) is None:
            return None
        else:
            merged += settled
        place = end
    return merged + base[place:]


def _edits(base, new):
    """What was changed: [(start, end, what stands there instead)], in order."""
    codes = SequenceMatcher(None, base, new, autojunk=False).get_opcodes()
    return [(start, end, new[first:last]) for tag, start, end, first, last in codes if tag != "equal"]


def _regions(theirs, ours):
    """Stretches of the base that were edited, with the edits of each side: those that touch stand together."""
    every = sorted([(*edit[:2], 0, edit) for edit in theirs] + [(*edit[:2], 1, edit) for edit in ours], key=_place)
    regions = []
    for start, end, side, edit in every:
        if regions and _touch(regions[-1], start, end):
            regions[-1][1] = max(regions[-1][1], end)
        else:
            regions.append([start, end, ([], [])])
        regions[-1][2][side].append(edit)
    return regions


def _place(entry):
    return entry[:3]


def _touch(region, start, end):
    # An insertion at the edge of what the other replaced stands beside it; two at one place meet.
    if region[0] == region[1]:
        return start == end == region[0]
    return start < region[1]


def _applied(base, start, end, edits):
    text, place = [], start
    for first, last, new in edits:
        text += base[place:first] + new
        place = last
    return text + base[place:end]
