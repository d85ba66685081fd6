"""Where the sections of a Word document would stand, and whether the document is still the one that was shown."""

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import count

from strategy import numbering
from strategy.models import ImportPlace, Section

_BLOCK = re.compile(r'href="#b-([0-9a-f]{8})"')


@dataclass(frozen=True)
class _New:
    """A section that is not there yet: as much of one as it takes to count it."""

    pk: int
    parent_id: int | None
    order: float
    facts: dict


@dataclass(frozen=True)
class Row:
    """A section of the preview, with its number in the document and what it holds."""

    number: str
    depth: int
    heading: str
    kind: str
    counts: dict


def rows(read, kinds):
    """The new sections in reading order, with the numbers that they would get."""
    present = list(Section.objects.present().filter(document=read.document_id).defer("body"))
    made = _new(read, present)
    places = numbering.in_order([*present, *made])
    return [
        Row(place.number, place.depth, place.section.facts["heading"], kinds[place.section.facts["kind"]],
            _counts(place.section.facts))
        for place in places
        if isinstance(place.section, _New)
    ]  # fmt: skip


def _new(read, present):
    parent, order = _top(read, present)
    made, path = [], []
    for place, facts in enumerate(read.sections, start=1):
        del path[facts["depth"] - 1 :]
        above = path[-1] if path else parent
        # Between the sibling that they follow and the next one.
        at = order + place / (len(read.sections) + 1) if not path else place
        made.append(_New(-place, above, at, facts))
        path.append(-place)
    return made


def _top(read, present):
    """The parent's id and the order after which the new sections stand."""
    if read.place == ImportPlace.AFTER:
        return read.beside.parent_id, read.beside.order
    parent = read.beside_id if read.place == ImportPlace.UNDER else None
    return parent, max((one.order for one in present if one.parent_id == parent), default=0)


def _counts(facts):
    body = facts["body"]
    found = {"blocks": len(body), "comments": len(facts.get("comments", ()))}
    for name, tag in (("tables", "<table>"), ("figures", "<figure>"), ("footnotes", '<span class="footnote">')):
        found[name] = sum(block["html"].count(tag) for block in body)
    return found


def readdressed(sections, taken):
    """The sections with other ids for the blocks whose ids somebody has taken since; their references follow."""
    own = [block["id"] for facts in sections for block in facts["body"]]
    known, new = taken | set(own), {}
    for old in own:
        if old in taken:
            new[old] = next(one for one in _ids(old) if one not in known)
            known.add(new[old])
    if not new:
        return sections
    return [_moved(facts, new) for facts in sections]


def _moved(facts, new):
    moved = {**facts, "body": [_readdressed(block, new) for block in facts["body"]]}
    if said := facts.get("comments"):
        moved["comments"] = [{**one, "block": new.get(one["block"], one["block"])} for one in said]
    return moved


def _ids(old):
    return (hashlib.sha256(f"{old}\n{attempt}".encode()).hexdigest()[:8] for attempt in count())


def _readdressed(block, new):
    html = _BLOCK.sub(lambda found: f'href="#b-{new.get(found[1], found[1])}"', block["html"])
    return {"id": new.get(block["id"], block["id"]), "html": html}


def state_of(document):
    """What the preview was shown for: which sections stand where, and what they are called."""
    present = Section.objects.present().filter(document=document).order_by("pk")
    facts = [[str(one) for one in row] for row in present.values_list("key", "parent__key", "order", "heading")]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
