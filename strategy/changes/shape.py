"""What the page of a comparison is made of: its parts in reading order, what is folded, and the summary."""

from dataclasses import dataclass, field
from functools import cached_property

from strategy.changes.rows import Row
from strategy.comparing import Comparison, counting


@dataclass(frozen=True)
class Edition:
    """One of the two that are compared: a version, or the working copy."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class Look:
    """How the reader wants it: side by side or in one; with or without what has not changed."""

    side: bool = False
    only_changes: bool = False


@dataclass
class Part:
    """A section with what happened to it. `state` is new, gone, moved or nothing."""

    change: object
    anchor: str
    level: int
    depth: int
    title: str
    label: str
    heading: str
    state: str
    tag: str
    notes: list
    counts: counting.Counts
    rows: list = field(default_factory=list)
    details: list = field(default_factory=list)
    leads_to: str = ""

    is_fold = False


@dataclass
class Fold:
    """Sections in a row that have not changed."""

    parts: list

    is_fold = True

    @property
    def number(self):
        """How many sections."""
        return len(self.parts)

    @property
    def last(self):
        """The last of them."""
        return self.parts[-1]


@dataclass
class Page:
    """Everything a template needs."""

    comparison: Comparison
    older: Edition
    newer: Edition
    look: Look
    tags: dict
    about: list
    parts: list

    @cached_property
    def counts(self):
        """In all."""
        return counting.of_all(self.comparison)

    @cached_property
    def other_details(self):
        """How many other things changed: what is neither a paragraph nor a section that is new, gone or moved."""
        return self.counts.details - sum(self.sections.values())

    @cached_property
    def touched(self):
        """The parts in which something happened."""
        return [part for part in self.parts if part.counts]

    @cached_property
    def renumbered(self):
        """(old number, part) of the sections that only have another number."""
        return [
            (part.change.facts.was["number"], part)
            for part in self.parts
            if part.state in {"", "moved"} and part.change.facts.was.get("number")
        ]

    @cached_property
    def sections(self):
        """How many sections are new, gone and moved."""
        states = [part.state for part in self.parts]
        return {state: states.count(state) for state in ("new", "gone", "moved")}

    @cached_property
    def groups(self):
        """The parts as they are read; sections without changes in a row are folded into one."""
        return _folded(self.parts)


def _folded(parts):
    """Untouched sections fold, but for those under which something happened: they say where one is."""
    needed, depth = set(), 0
    for place, part in reversed([*enumerate(parts)]):
        if part.counts or part.depth < depth or any(isinstance(row, Row) for row in part.rows):
            needed.add(place)
            depth = part.depth
    groups = []
    for place, part in enumerate(parts):
        if place in needed:
            groups.append(part)
        elif groups and groups[-1].is_fold:
            groups[-1].parts.append(part)
        else:
            groups.append(Fold([part]))
    return groups
