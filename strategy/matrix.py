"""The matrix: goals and priorities against the guiding principles, of a frozen version or of what is written now."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from strategy import canonical, numbering
from strategy.models import WEIGHED_KINDS, PrincipleAssessment, SectionKind
from strategy.rendering import Weighing, weighings

STATES = {"weighed": _("Weighed"), "not_relevant": _("Not relevant, with reason"), "gap": _("Empty")}
KINDS = {kind.value: kind.label for kind in WEIGHED_KINDS}
# Raised when the file is drawn in another way: what was made before is then not sent again.
FORM = 1


@dataclass(frozen=True)
class Line:
    """One goal or priority with its cells, in the order of the principles."""

    key: str
    number: str
    title: str
    kind: str
    cells: list

    @property
    def anchor(self):
        """The permanent fragment of the section in every version page."""
        return f"s-{self.key}"

    @property
    def kind_name(self):
        """Goal or priority, in words."""
        return SectionKind(self.kind).label


@dataclass(frozen=True)
class Wishes:
    """What the reader wants to see; "" is everything. Read from an address, where anything may stand."""

    principle: str = ""
    kind: str = ""
    state: str = ""

    @classmethod
    def read(cls, query, principles):
        """What is not one of the choices is left out."""
        known = {"princip": {one["slug"] for one in principles}, "slag": KINDS, "lage": STATES}
        return cls(*(query.get(name, "") if query.get(name) in choices else "" for name, choices in known.items()))

    def __bool__(self):
        return bool(self.principle or self.kind or self.state)


@dataclass
class Matrix:
    """All of it, and what of it is shown. `principles` are plain data, as a version keeps them."""

    principles: list
    lines: list
    wishes: Wishes = Wishes()
    kinds = KINDS
    states = STATES

    @cached_property
    def columns(self):
        """The principles that are shown."""
        return [one for one in self.principles if self.wishes.principle in ("", one["slug"])]

    @cached_property
    def rows(self):
        """The lines that are shown, each with the cells of the columns: (line, cells)."""
        wanted = {one["slug"] for one in self.columns}
        found = []
        for line in self.lines:
            cells = [cell for cell in line.cells if cell.principle["slug"] in wanted]
            is_kind = self.wishes.kind in ("", line.kind)
            if is_kind and (not self.wishes.state or any(cell.state == self.wishes.state for cell in cells)):
                found.append((line, cells))
        return found

    @cached_property
    def counts(self):
        """How many cells of the whole matrix are in each state: (state, name, number)."""
        found = Counter(cell.state for line in self.lines for cell in line.cells)
        return [(state, name, found[state]) for state, name in STATES.items()]

    @property
    def cells(self):
        """How many cells there are in all."""
        return len(self.lines) * len(self.principles)

    @property
    def gaps(self):
        """How many of them are empty."""
        return self.counts[-1][2]

    @property
    def fingerprint(self):
        """What a file is made from: SHA-256 of everything that it shows."""
        lines = [[line.title, [[cell.state, cell.text] for cell in line.cells]] for line in self.lines]
        names = [[one["number"], one["name"], one["glyph"]] for one in self.principles]
        return hashlib.sha256(canonical.spell([FORM, names, lines])).hexdigest()


def of_version(version, query=None):
    """As it was frozen."""
    lines = [
        Line(str(one.key), one.number, one.title, one.kind, weighings(one, version.principles))
        for one in version.sections.weighed().defer("body")
    ]
    return Matrix(version.principles, lines, Wishes.read(query or {}, version.principles))


def of_document(document, query=None):
    """As it is written now, in three queries however large it is."""
    principles = [
        {name: getattr(one, name) for name in ("number", "slug", "name", "summary", "glyph")}
        for one in document.principles.present().defer("text")
    ]
    found = PrincipleAssessment.objects.filter(section__document=document).values_list(
        "section_id", "principle__slug", "is_relevant", "text"
    )
    cells = {(section, slug): (is_relevant, text) for section, slug, is_relevant, text in found}
    places = numbering.in_order(document.sections.present().defer("body"))
    lines = [
        Line(
            str(place.section.key),
            place.number,
            place.title,
            place.section.kind,
            [_weighing(one, cells.get((place.section.pk, one["slug"]))) for one in principles],
        )
        for place in places
        if place.section.is_weighed
    ]
    return Matrix(principles, lines, Wishes.read(query or {}, principles))


def _weighing(principle, cell):
    if cell is None:
        return Weighing(principle, "gap")
    is_relevant, text = cell
    return Weighing(principle, "weighed" if is_relevant else "not_relevant", text)
