"""How a proposed wording differs from the frozen one, word by word. Pure functions of texts."""

import re
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
# Less alike than this, a proposal is not an edit of the text but a text of its own.
ALIKE = 0.35
# Beyond so many words a comparison would keep the reader waiting.
MOST_WORDS = 6_000
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


def changes(frozen, proposed):
    """[(SAME, REMOVED or ADDED, text)] when the proposal is an edit of the frozen text, else nothing."""
    old, new = _WORD.findall(frozen), _WORD.findall(proposed)
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        return []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return []
    found = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            found.append((SAME, "".join(old[start:end])))
            continue
        found += [(REMOVED, "".join(old[start:end]))] * (end > start) + [(ADDED, "".join(new[first:last]))] * (
            last > first
        )
    return _whole_phrases(found)


def is_same(frozen, proposed):
    """Whether the texts have the same words: a field that was filled in beforehand and left alone proposes nothing."""
    return frozen.split() == proposed.split()


def _whole_phrases(found):
    """Changed words that only a space keeps apart are one change: easier to read than one by one."""
    joined = []
    for kind, text in found:
        is_gap = kind == SAME and text.isspace() and "\n" not in text and joined
        if is_gap:
            joined.append(("gap", text))
        else:
            joined.append((kind, text))
    result, removed, added = [], "", ""
    for place, (kind, text) in enumerate(joined):
        if kind == "gap" and (removed or added) and place + 1 < len(joined):
            removed, added = removed + text, added + text
        elif kind == REMOVED:
            removed += text
        elif kind == ADDED:
            added += text
        else:
            result += _pair(removed, added)
            removed = added = ""
            result.append((SAME, text))
    return result + _pair(removed, added)


def _pair(removed, added):
    return [(REMOVED, removed)] * bool(removed.strip()) + [(ADDED, added)] * bool(added)
