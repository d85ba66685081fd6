"""The text of a section: a list of blocks, each `{"id": "8 hex", "html": "<p>…</p>"}`, in one small written form.

The same text always has the same HTML, so that a block that nobody touched keeps its id, and with it its address,
through editing, freezing and comparing.
"""

import hashlib
import re
from difflib import SequenceMatcher

from strategy.markdown import markdown_to_html, to_markdown
from strategy.markup import inner_text, tidy

__all__ = ["clean", "from_markdown", "in_place", "is_block_id", "plain_text", "to_markdown"]

# From how much the same on is a changed paragraph still the same paragraph?
SIMILAR = 0.6
# So many unmatched blocks on each side are compared with each other; beyond it they count as new.
MOST_COMPARED = 200
_ID = re.compile(r"[0-9a-f]{8}")


def is_block_id(text):
    """Whether this can be the id of a block."""
    return isinstance(text, str) and bool(_ID.fullmatch(text))


def clean(blocks, taken=()):
    """Blocks with nothing in them but the permitted text, in its one written form; ids are valid and stand once.

    `taken` are the ids of other sections: a new block never takes one of them.
    """
    done, used = [], set(taken)
    for block in blocks:
        own = block.get("id")
        for html in tidy(block.get("html", "")):
            block_id = own if is_block_id(own) and own not in used else _new_id(html, used)
            used.add(block_id)
            done.append({"id": block_id, "html": html})
    return done


def from_markdown(text, previous=(), taken=()):
    """Blocks of what someone wrote. Those that are unchanged, or much alike, keep the ids of `previous`."""
    found = tidy(markdown_to_html(text))
    kept = _same_ids(found, list(previous))
    blocks = [{"id": block_id, "html": html} for html, block_id in zip(found, kept, strict=True)]
    reserved = set(taken) | {block_id for block_id in kept if block_id}
    for block in blocks:
        block["id"] = block["id"] or _new_id(block["html"], reserved)
        reserved.add(block["id"])
    return blocks


def in_place(blocks, previous):
    """The same blocks, where one that was written anew in the place of an old one has the old one's id.

    So the plain form says what the editor says: that a paragraph was changed, not that one went and another came.
    """
    old, new = [block["id"] for block in previous], [block["id"] for block in blocks]
    named = [dict(block) for block in blocks]
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and j - i == n - k and not set(old[i:j]) & set(new) and not set(new[k:n]) & set(old):
            for block, block_id in zip(named[k:n], old[i:j], strict=True):
                block["id"] = block_id
    return named


def plain_text(blocks):
    """The words alone, one line for each block, list item and row."""
    return "\n".join(inner_text(block["html"]) for block in blocks)


def _new_id(html, used):
    # Made from the text at its birth: replaying the same story gives the same addresses.
    for attempt in range(len(used) + 1):
        block_id = hashlib.sha256(f"{html}\n{attempt}".encode()).hexdigest()[:8]
        if block_id not in used:
            return block_id
    raise AssertionError("one attempt more than there are ids is always enough")


def _same_ids(found, previous):
    """For each new block the id it had before, or None."""
    unused = {}
    for block in previous:
        unused.setdefault(block["html"], []).append(block)
    matched = [unused[html].pop(0) if unused.get(html) else None for html in found]
    ids = [block["id"] if block else None for block in matched]
    taken = {id(block) for block in matched if block}
    rest = [block for block in previous if id(block) not in taken]
    _match_similar(found, ids, rest)
    return ids


def _match_similar(found, ids, rest):
    open_places = [place for place, block_id in enumerate(ids) if block_id is None]
    if max(len(open_places), len(rest)) > MOST_COMPARED:
        return
    for place in open_places:
        alike, block = max(
            ((_likeness(found[place], old["html"]), old) for old in rest), key=lambda pair: pair[0], default=(0, None)
        )
        if alike >= SIMILAR:
            ids[place] = block["id"]
            rest.remove(block)


def _likeness(one, other):
    matcher = SequenceMatcher(None, inner_text(one).split(), inner_text(other).split(), autojunk=False)
    if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
        return 0
    return matcher.ratio()
