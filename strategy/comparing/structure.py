"""The data of a comparison. A run is (mark, raw HTML); the old text is made of some marks, the new text of others."""

import json
from collections import namedtuple
from dataclasses import dataclass
from operator import itemgetter

# The number of this description and of the way of comparing: what was stored under another is made anew.
FORM = 2

SAME, GONE, NEW = "=", "-", "+"
# A wrapping tag that became another (a paragraph that became a heading): its words are compared all the same.
WAS, IS = "<", ">"
# Words that stand in another block of the other edition: the paragraph was divided, or put together with another.
WENT, CAME = "}", "{"
# An empty cell where a row has none in a column that only the other edition has. It belongs to neither text.
FILLER = "_"
_OLD_MARKS, _NEW_MARKS = {SAME, GONE, WAS, WENT}, {SAME, NEW, IS, CAME}

# Where a block stands: which section, and which of its blocks, both counted from 0.
Spot = namedtuple("Spot", "section block")


def old_text(runs):
    """The HTML before."""
    return "".join(raw for mark, raw in runs if mark in _OLD_MARKS)


def new_text(runs):
    """The HTML after."""
    return "".join(raw for mark, raw in runs if mark in _NEW_MARKS)


@dataclass(frozen=True, slots=True)
class Facts:
    """Named values: those that both editions have alike, and what only the old or the new one has."""

    same: dict
    was: dict
    now: dict

    @classmethod
    def of(cls, was, now):
        """What two mappings have alike, and what they have not."""
        if was == now and all(isinstance(value, str) for value in was.values()):
            return cls(was, {}, {})
        alike = {name for name, value in was.items() if name in now and _is_same(value, now[name])}
        return cls(
            {name: was[name] for name in was if name in alike},
            {name: value for name, value in was.items() if name not in alike},
            {name: value for name, value in now.items() if name not in alike},
        )

    def old(self):
        """All values before."""
        return {**self.same, **self.was}

    def new(self):
        """All values after."""
        return {**self.same, **self.now}

    def changed(self, name):
        """Whether the two editions say different things of it."""
        return name in self.was or name in self.now


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One block in one edition or in both; `was` and `now` are its spots. `facts` holds its id.

    Of a block that only one edition has, `beside` is the block of the other edition that it was divided from or has
    been put together with, if it was.
    """

    was: Spot | None
    now: Spot | None
    moved: bool
    facts: Facts
    runs: list
    beside: Spot | None = None

    @property
    def is_same(self):
        """Whether nothing has happened to it."""
        return bool(self.was and self.now) and not self.moved and all(mark == SAME for mark, _raw in self.runs)

    def old(self):
        """The block before."""
        return {**self.facts.old(), "html": old_text(self.runs)}

    def new(self):
        """The block after."""
        return {**self.facts.new(), "html": new_text(self.runs)}


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section in one edition or in both; `was` and `now` are its places in reading order, counted from 0.

    `blocks` stand as they are read: those of the new edition in its order, between them what is gone.
    """

    was: int | None
    now: int | None
    moved: bool
    facts: Facts
    blocks: list


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs and all that does not. `sections` stand as they are read, like the blocks of a section."""

    facts: Facts
    sections: list

    def old(self):
        """The old edition, exactly."""
        return self._edition("was", Facts.old, BlockChange.old)

    def new(self):
        """The new edition, exactly."""
        return self._edition("now", Facts.new, BlockChange.new)

    def _edition(self, side, facts, block):
        found = sorted((getattr(one, side), one.facts) for one in self.sections if getattr(one, side) is not None)
        sections = [{**facts(one), "blocks": []} for _place, one in found]
        blocks = [(getattr(one, side), one) for section in self.sections for one in section.blocks]
        for spot, one in sorted((pair for pair in blocks if pair[0]), key=itemgetter(0)):
            sections[spot.section]["blocks"].append(block(one))
        return {**facts(self.facts), "sections": sections}

    def to_data(self):
        """The same as lists and mappings, which JSON can hold."""
        return [
            FORM,
            _facts_data(self.facts),
            [
                [one.was, one.now, one.moved, _facts_data(one.facts), [_block_data(block) for block in one.blocks]]
                for one in self.sections
            ],
        ]

    @classmethod
    def from_data(cls, data):
        """Back from what `to_data` gave."""
        _form, facts, sections = data
        return cls(
            Facts(*facts),
            [
                SectionChange(was, now, moved, Facts(*known), [_block(block) for block in blocks])
                for was, now, moved, known, blocks in sections
            ],
        )


def _is_same(one, other):
    """Whether two values are spelled alike: in Python 1 equals true, in JSON it does not."""
    if isinstance(one, str) or one is None:
        return one == other
    return one == other and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _facts_data(facts):
    return [facts.same, facts.was, facts.now]


def _block_data(block):
    return [
        block.was and list(block.was),
        block.now and list(block.now),
        block.moved,
        _facts_data(block.facts),
        [list(run) for run in block.runs],
        block.beside and list(block.beside),
    ]


def _block(data):
    was, now, moved, facts, runs, beside = data
    was, now, beside = (spot and Spot(*spot) for spot in (was, now, beside))
    return BlockChange(was, now, moved, Facts(*facts), [(mark, raw) for mark, raw in runs], beside)
