"""Putting together what several people wrote in one section at the same time. Pure functions of texts, no database.

Three texts decide: the saved one that a writer began from (base), the one that is saved now (theirs), and the one that
the writer sends (ours). Blocks are matched by their ids; a block that both have changed is put together word by word.
Where that cannot be, theirs stands and ours is a clash: the caller keeps it until somebody has chosen.
"""

import re
from dataclasses import dataclass, field
from functools import partial

from rus_portal.merging import combine, longer_of
from strategy.markup import inner_text, tidy

HEADING, KIND = "heading", "kind"
_TOKEN = re.compile(r"<[^>]*>|&\w+;|[^\s<&]+|\s+|&")


@dataclass(frozen=True)
class Text:
    """What a section says."""

    heading: str
    kind: str
    body: list


NOTHING = Text("", "", [])


@dataclass
class Merged:
    """The outcome. `clashes` are our texts that did not get in: [(block id, or "heading" or "kind", text)]."""

    heading: str
    kind: str
    body: list
    clashes: list = field(default_factory=list)


def merge(base, theirs, ours, unsure=None):
    """Theirs and ours as one text; nothing that either wrote is lost.

    `unsure` are blocks that the same writer sent before without getting an answer, {block id: [html]}: when theirs is
    one of these, nobody else has touched the block.
    """
    clashes = []
    heading = _choice(HEADING, base.heading, theirs.heading, ours.heading, clashes)
    kind = _choice(KIND, base.kind, theirs.kind, ours.kind, clashes)
    body = _body(base.body, theirs.body, ours.body, unsure or {}, clashes)
    return Merged(heading, kind, body, clashes)


def _choice(place, base, theirs, ours, clashes):
    if theirs in (base, ours):
        return ours
    if ours != base:
        clashes.append((place, ours))
    return theirs


def _body(base, theirs, ours, unsure, clashes):
    was, has, wants = ({block["id"]: block["html"] for block in body} for body in (base, theirs, ours))
    kept = {}
    for block_id in {**has, **wants}:
        sent = unsure.get(block_id, ())
        html = _block(block_id, was.get(block_id), has.get(block_id), wants.get(block_id), sent, clashes)
        if html is not None:
            kept[block_id] = html
    return [{"id": block_id, "html": kept[block_id]} for block_id in _order(was, has, wants, kept)]


def _block(block_id, base, theirs, ours, sent, clashes):
    """The block's HTML, or None when it is gone. A block that one has changed and the other taken away stays."""
    if theirs == base or theirs in sent:
        return ours
    if ours in (base, theirs) or ours is None:
        return theirs
    if theirs is None:
        return ours
    merged = words(base, theirs, ours, is_resent=bool(sent)) if base is not None else None
    if merged is None:
        clashes.append((block_id, ours))
        return theirs
    return merged


def words(base, theirs, ours, *, is_resent=False):
    """Both changes in one block; None when they clash.

    When ours `is_resent`, an insertion that holds theirs is the same writer's, who went on after a lost answer.
    """
    settle = partial(_settle, is_resent=is_resent)
    pieces = combine(*(_TOKEN.findall(html) for html in (base, theirs, ours)), settle)
    if pieces is None:
        return None
    # Tags of the two may have come to cross each other: then the written form would say something else.
    html = "".join(pieces)
    tidied = tidy(html)
    is_whole = len(tidied) == 1 and inner_text(tidied[0]).split() == inner_text(html).split()
    return tidied[0] if is_whole else None


def _settle(base, theirs, ours, *, is_resent):
    if any(piece.strip() for piece in base):
        return None
    return (is_resent and longer_of(theirs, ours)) or [*theirs, " ", *ours]


def _order(was, has, wants, kept):
    """The ids that are kept, in the order of whoever rearranged; what only the other has follows its neighbour."""
    still = [block_id for block_id in was if block_id in has]
    is_theirs_as_it_was = [block_id for block_id in has if block_id in was] == still
    first, second = (wants, has) if is_theirs_as_it_was else (has, wants)
    order = [block_id for block_id in first if block_id in kept]
    known, before = set(order), None
    for block_id in second:
        if block_id in kept and block_id not in known:
            order.insert(order.index(before) + 1 if before else 0, block_id)
            known.add(block_id)
        if block_id in kept:
            before = block_id
    return order
