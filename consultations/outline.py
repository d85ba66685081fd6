"""The frozen sections of a round in short, and its questions: what every page and the sending of an answer looks up."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from strategy.models import VersionSection


@dataclass(frozen=True)
class Line:
    """A frozen section without its text."""

    pk: int
    key: UUID
    order: int
    depth: int
    number: str
    heading: str

    @property
    def address(self):
        """How the section is named in addresses of an answer: its number, or its key where it has none."""
        return self.number or str(self.key)


def of(version):
    """All sections of a frozen version, in order."""
    return _read(version.pk, version.hash)


def by_key(version):
    return {line.key: line for line in of(version)}


# Frozen text never changes, so what was read once holds for as long as the process lives.
@lru_cache(maxsize=16)
def _read(version_pk, _hash):
    rows = VersionSection.objects.filter(version=version_pk).order_by("order")
    return tuple(Line(*row) for row in rows.values_list("pk", "key", "order", "depth", "number", "heading"))
