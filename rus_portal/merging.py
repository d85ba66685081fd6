"""Three-way merging of sequences: what two people changed in the same text, put together. Pure functions."""

from difflib import SequenceMatcher


def combine(base, theirs, ours, settle):
    """Apply the edits of both sides to the base; None when they clash.

    Where the two touch each other, `settle(base, theirs, ours)` gives the stretch that is to stand there, or None.
    """
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


def longer_of(theirs, ours, between=""):
    """The longer of two insertions when it holds the other whole: somebody went on after a lost answer."""
    one, other = between.join(theirs), between.join(ours)
    if one.strip() in other:
        return ours
    return theirs if other.strip() in one else None


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
