"""Numbers by place in the tree: 1, 1.2, 1.2.3. A number is never stored in the working copy."""

from dataclasses import dataclass

DEEPEST = 4


@dataclass(frozen=True)
class Place:
    """Where a section stands in its document."""

    section: object
    depth: int
    number: str

    @property
    def title(self):
        """Number and heading, as one speaks of a section."""
        return f"{self.number} {self.section.heading}"


def in_order(sections):
    """The places of all sections in reading order; what hangs under a missing parent is left out."""
    children = {}
    for section in sorted(sections, key=lambda section: (section.order, section.pk)):
        children.setdefault(section.parent_id, []).append(section)
    return list(_below(None, "", 1, children))


def _below(parent_id, prefix, depth, children):
    for place, section in enumerate(children.get(parent_id, ()), start=1):
        number = f"{prefix}{place}"
        yield Place(section, depth, number)
        yield from _below(section.pk, f"{number}.", depth + 1, children)
