"""Word by word: which words of a line of HTML are the same, gone or new. Tags are words of their own."""

import re
from difflib import SequenceMatcher

from strategy.comparing.structure import GONE, NEW, SAME
from strategy.comparing.trees import REST

# A tag, a character reference, a number, a word or one other sign, each with the space after it; nothing is left out.
_TOKEN = re.compile(rf"(?:</?[a-zA-Z]{REST}>|&#?\w+;|\d+(?:[.,:]\d+)*\w*|\w+|[^\w\s])\s*|\s+")
_WORD = re.compile(r"\w")
_SIGN = re.compile(r"[^\w\s<>&]")
# Lines with less in common than this are shown as one text instead of another.
MOST_UNLIKE = 0.25
# Beyond so many words the commonest ones no longer count as places to hold on to.
LONG = 2000
# So few words between two changes do not hold them apart.
FEW_WORDS = 2


def compared(old, new):
    """The runs between two pieces of HTML without structure."""
    if old == new:
        return [(SAME, old)] if old else []
    before, after = tokens(old), tokens(new)
    ops = _operations(before, after)
    if _share(ops, before, after) < MOST_UNLIKE:
        return [(mark, text) for mark, text in ((GONE, old), (NEW, new)) if text]
    runs = []
    for is_same, i1, i2, j1, j2 in _smoothed(ops, before):
        (alike if is_same else different)(runs, before[i1:i2], after[j1:j2])
    return joined(runs)


def tokens(html):
    """Tags, words and signs, each with the space after it; together they are the text again."""
    return _TOKEN.findall(html)


def steps(before, after):
    """(is the same, i1, i2, j1, j2) from the first token of both to the last."""
    return _smoothed(_operations(before, after), before)


def joined(runs):
    """Neighbours of one mark become one run; empty ones go."""
    done = []
    for mark, raw in runs:
        if done and done[-1][0] == mark:
            done[-1] = (mark, done[-1][1] + raw)
        elif raw:
            done.append((mark, raw))
    return done


def count(html):
    """How many words stand in this HTML. What is gone and new adds up: old − gone + new is the new text's number."""
    return sum(bool(_WORD.match(token)) for token in tokens(html))


def _operations(before, after):
    """(is_same, i1, i2, j1, j2) over all words. What is alike at both ends needs no search."""
    start = _alike_from_the_start(before, after)
    left = min(len(before), len(after)) - start
    end = min(left, _alike_from_the_start(before[::-1], after[::-1]))
    # The space after a word does not make it another word.
    old, new = ([token.rstrip() for token in side[start : len(side) - end]] for side in (before, after))
    ops = [(True, 0, start, 0, start)] if start else []
    if old and new:
        found = SequenceMatcher(None, old, new, autojunk=len(new) > LONG).get_opcodes()
        ops += [(tag == "equal", i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in found]
    elif old or new:
        ops.append((False, start, start + len(old), start, start + len(new)))
    if end:
        ops.append((True, len(before) - end, len(before), len(after) - end, len(after)))
    return _slid(ops, before, after)


def _slid(ops, before, after):
    """A sentence that came or went begins after the full stop before it, and not with that."""
    done = []
    for op in ops:
        if len(done) > 1 and op[0] and not done[-1][0] and op[2] - op[1] > 1:
            _is_same, i1, i2, j1, j2 = done[-1]
            first = (after[j1] if i1 == i2 else before[i1]).rstrip()
            if (i1 == i2 or j1 == j2) and first == before[op[1]].rstrip() and _SIGN.fullmatch(first):
                done[-2:] = [_longer(done[-2], 0, 1), (False, i1 + 1, i2 + 1, j1 + 1, j2 + 1)]
                op = _longer(op, 1, 0)
        done.append(op)
    return done


def _longer(op, start, end):
    is_same, i1, i2, j1, j2 = op
    return is_same, i1 + start, i2 + end, j1 + start, j2 + end


def _alike_from_the_start(before, after):
    return next(
        (n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), min(len(before), len(after))
    )


def _share(ops, before, after):
    """How much of the two is alike, 0 to 1."""
    alike = sum(i2 - i1 for is_same, i1, i2, _j1, _j2 in ops if is_same)
    return 2 * alike / (len(before) + len(after))


def _smoothed(ops, before):
    """A word or two that happen to be alike inside a rewritten passage are rewritten with it: it reads better."""
    done = []
    for place, op in enumerate(ops):
        if done and not done[-1][0] and (not op[0] or _is_chance(op, done[-1], ops[place + 1 : place + 2], before)):
            done[-1] = (False, done[-1][1], op[2], done[-1][3], op[4])
        else:
            done.append(op)
    return done


def _is_chance(op, change, following, before):
    if not following:
        return False
    _is_same, i1, i2, _j1, _j2 = op
    alike = before[i1:i2]
    if any(token[0] == "<" for token in alike) or sum(bool(_WORD.match(token)) for token in alike) > FEW_WORDS:
        return False
    smallest = min(max(one[2] - one[1], one[4] - one[3]) for one in (change, following[0]))
    return smallest > 2 * (i2 - i1)


def alike(runs, before, after):
    """Alike but perhaps for the space between the words."""
    if before == after:
        runs.append((SAME, "".join(before)))
        return
    for old, new in zip(before, after, strict=True):
        if old == new:
            runs.append((SAME, old))
            continue
        word = old.rstrip()
        runs += [(SAME, word), (GONE, old[len(word) :]), (NEW, new[len(word) :])]


def different(runs, before, after):
    """Gone and new; the space that ends both is the same."""
    old, new = "".join(before), "".join(after)
    space = old[len(old.rstrip()) :]
    if not (space and old.strip() and new.strip() and new[len(new.rstrip()) :] == space):
        runs += [(GONE, old), (NEW, new)]
        return
    runs += [(GONE, old[: -len(space)]), (NEW, new[: -len(space)]), (SAME, space)]
