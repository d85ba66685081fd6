"""The saved states of a section as one reads them: in sittings, and what each changed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import pairwise

from strategy.markup import inner_text

# What one person saved so close together is one sitting.
SITTING = timedelta(minutes=5)
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass
class Sitting:
    """What one person saved within some minutes, the newest first."""

    revisions: list

    @property
    def last(self):
        return self.revisions[0]

    @property
    def earlier(self):
        """The states that were saved on the way."""
        return self.revisions[1:]


def sittings(revisions):
    """Saved states, the newest first, put together: only what was saved while somebody typed is ever folded away."""
    found = []
    for revision in revisions:
        if found and _goes_on(revision, found[-1].last):
            found[-1].revisions.append(revision)
        else:
            found.append(Sitting([revision]))
    return found


def _goes_on(revision, last):
    same = revision.saved_by_id == last.saved_by_id and revision.is_autosaved
    return same and last.saved_at - revision.saved_at < SITTING


@dataclass(frozen=True)
class Change:
    """One block of two states. `pieces` are (what, words): "same", "new" or "gone"."""

    kind: str
    pieces: list


def changes(old, new):
    """What became of each block of a body, in the order of the new one; blocks that are the same are left out."""
    before = {block["id"]: inner_text(block["html"]) for block in old}
    after = {block["id"]: inner_text(block["html"]) for block in new}
    found = []
    for block_id, text in after.items():
        if block_id not in before:
            found.append(Change("new", [("new", text)]))
        elif before[block_id] != text:
            found.append(Change("changed", pieces(before[block_id], text)))
    found += [Change("gone", [("gone", text)]) for block_id, text in before.items() if block_id not in after]
    if _moved(before, after):
        found.append(Change("moved", []))
    return found


def pieces(old, new, token=_WORD):
    """The words of two texts: (what, words); what is "same", "gone" or "new". `token` says what a word is."""
    one, other = token.findall(old), token.findall(new)
    found = []
    for tag, i, j, k, n in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(one[i:j])))
            continue
        found += [("gone", "".join(one[i:j]))] * (j > i) + [("new", "".join(other[k:n]))] * (n > k)
    return found


def _moved(before, after):
    places = {block_id: place for place, block_id in enumerate(before)}
    still = [places[block_id] for block_id in after if block_id in places]
    return any(one > other for one, other in pairwise(still))
