"""How much has changed, counted from a comparison alone: whoever has both texts can count it again."""

from typing import NamedTuple

from strategy.comparing import words
from strategy.comparing.structure import GONE, NEW, SAME

# What a version says of itself, and what follows from its place; none of it is a change of the text.
_NOT_COUNTED = {"number", "label", "document", "depth"}


class Counts(NamedTuple):
    """Of blocks how many are new, gone, changed and moved (one may be both of the last two); of words new and gone.

    A block that was divided from another is `parted` and not new; one that went into another is `joined` and not gone.

    `details` are other things: a section that is new, gone or moved; its heading, kind, each assessment, evidence, what
    it builds on.
    """

    new: int = 0
    gone: int = 0
    changed: int = 0
    moved: int = 0
    details: int = 0
    words_new: int = 0
    words_gone: int = 0
    parted: int = 0
    joined: int = 0

    def __add__(self, other):
        return Counts(*map(int.__add__, self, other))

    def __bool__(self):
        return any(self)

    @property
    def changes(self):
        """How many places one could be led to."""
        return self.new + self.gone + self.changed + self.moved + self.details + self.parted + self.joined


def of_section(section):
    """What has changed in one section."""
    stays = section.was is not None and section.now is not None
    total = Counts(details=section.moved + len(details(section.facts)) if stays else 1)
    for block in section.blocks:
        if not block.is_same:
            total += _of_block(block)
    return total


def of_all(comparison):
    """What has changed in all, with the document's own title, lead and principles."""
    return sum(map(of_section, comparison.sections), Counts(details=len(details(comparison.facts))))


def by_section(comparison):
    """How many changes each section has that has any: {key: number}."""
    found = {}
    for section in comparison.sections:
        changes = of_section(section).changes
        if changes:
            key = (section.facts.new() if section.now is not None else section.facts.old()).get("key", "")
            found[key] = found.get(key, 0) + changes
    return found


def is_untouched(section):
    """Whether a section says in both editions the same, in the same place (its number may be another)."""
    return not of_section(section)


def details(facts):
    """The names of changed facts; each assessment and each principle for itself, as (name, its slug)."""
    found = []
    for name in sorted({*facts.was, *facts.now} - _NOT_COUNTED):
        key = {"assessments": "principle", "principles": "slug"}.get(name)
        was, now = facts.was.get(name) or [], facts.now.get(name) or []
        if key is None:
            found.append((name, ""))
        else:
            found += [(name, slug) for slug, before, after in paired(was, now, key) if before != after]
    return found


def paired(was, now, key):
    """(slug, before or None, after or None) of two lists of mappings that have a name under `key`."""
    before, after = ({one.get(key): one for one in side} for side in (was, now))
    return [(slug, before.get(slug), after.get(slug)) for slug in {**after, **before}]


def _of_block(block):
    new = sum(words.count(raw) for mark, raw in block.runs if mark == NEW)
    gone = sum(words.count(raw) for mark, raw in block.runs if mark == GONE)
    if block.was is None:
        return Counts(**{"parted" if block.beside else "new": 1}, words_new=new)
    if block.now is None:
        return Counts(**{"joined" if block.beside else "gone": 1}, words_gone=gone)
    changed = any(mark != SAME for mark, _raw in block.runs)
    return Counts(changed=int(changed), moved=int(block.moved), words_new=new, words_gone=gone)
