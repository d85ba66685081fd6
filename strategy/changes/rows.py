"""The rows of one section: changed blocks, stretches without changes, and what stood there before."""

from dataclasses import dataclass, field
from itertools import count

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from strategy.comparing import drawing
from strategy.comparing.structure import CAME, SAME, WENT

# Kinds of change, the mark of state that stands beside each, and its word.
KINDS = {
    "new": ("done", pgettext_lazy("change", "New")),
    "gone": ("stop", pgettext_lazy("change", "Removed")),
    "changed": ("info", pgettext_lazy("change", "Changed")),
    "moved": ("plain", pgettext_lazy("change", "Moved")),
    "moved_changed": ("info", pgettext_lazy("change", "Moved and changed")),
    "left": ("plain", pgettext_lazy("change", "Moved from here")),
    "parted": ("info", pgettext_lazy("change", "Divided")),
    "joined": ("info", pgettext_lazy("change", "Put together")),
    # Of a section; the page says it in words.
    "renumbered": ("plain", pgettext_lazy("change", "New number")),
}


def tags():
    """The mark of each kind as HTML: made once for a page, and not for each of its hundreds of changes."""
    return {
        kind: render_to_string("strategy/comparison/_mark.html", {"mark": mark, "word": word})
        for kind, (mark, word) in KINDS.items()
    }


@dataclass
class Row:
    """One changed block, or the place that a block has left. `ways` lead to other blocks: (what it is, place, url)."""

    kind: str
    anchor: str
    tag: str
    html: str = ""
    was: str = ""
    now: str = ""
    ways: list = field(default_factory=list)
    block: object = None
    place: str = ""

    is_stretch = False

    @property
    def is_form_only(self):
        """Whether not one word has changed, but formatting or the address of a link."""
        return self.kind in {"changed", "moved_changed"} and drawing.is_form_only(self.block.runs)

    @property
    def note(self):
        """Where else it stood or stands, in words."""
        return ", ".join(f"{said} {place}" for said, place, _url in self.ways)


@dataclass
class Stretch:
    """Blocks in a row without changes. Short ones are shown; long ones are folded."""

    blocks: list = field(default_factory=list)

    SHORT = 1
    is_stretch = True

    @property
    def number(self):
        """How many blocks."""
        return len(self.blocks)

    @property
    def is_short(self):
        """Whether folding it would hide less than it says."""
        return self.number <= self.SHORT

    @property
    def words(self):
        """How many blocks, in words."""
        said = ngettext("%(n)d paragraph without changes", "%(n)d paragraphs without changes", self.number)
        return said % {"n": self.number}

    @property
    def html(self):
        """All of them."""
        return mark_safe("".join(self.blocks))


class Anchors:
    """Permanent fragments: made from the ids of blocks, and each given once on a page."""

    def __init__(self):
        self.used, self.known = set(), {}

    def of(self, block):
        """The fragment of a block; what has no id is known by its spot."""
        if (key := (block.was, block.now)) not in self.known:
            facts = block.facts.new() if block.now else block.facts.old()
            spot = block.now or block.was
            self.known[key] = self.free(f"b-{facts.get('id') or f'{spot.section}-{spot.block}'}")
        return self.known[key]

    def free(self, name):
        """This fragment, or with a number behind when it stands already."""
        for n in count(1):
            wanted = name if n == 1 else f"{name}-{n}"
            if wanted not in self.used:
                self.used.add(wanted)
                return wanted
        raise AssertionError("there is always a next number")


def kind_of(block):
    """Which kind of change this is, "" for none."""
    marks = {mark for mark, _raw in block.runs} - {SAME}
    if block.was is None:
        return "parted" if block.beside else "new"
    if block.now is None:
        return "joined" if block.beside else "gone"
    if block.moved:
        return "moved_changed" if marks else "moved"
    if marks & {WENT, CAME}:
        return "parted" if WENT in marks else "joined"
    return "changed" if marks else ""


def place_words(number, title, paragraph):
    """Where a block stands, in words."""
    return _("%(section)s, paragraph %(n)d") % {"section": f"{number} {title}".strip(), "n": paragraph + 1}
