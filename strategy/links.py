"""Where the apps above hang their links on a version's page: strategy does not know them, they know strategy."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A link that belongs to a version, such as to the open round on it.

    `paragraph` is an address to which the id of a block can be added: where one comments on that paragraph.
    """

    url: str
    text: str
    detail: str = ""
    paragraph: str = ""


_sources: list[Callable] = []


def register(source):
    """Make a source known: `source(version)` gives a Link or None, and costs one query at the most."""
    if source not in _sources:
        _sources.append(source)


def of(version):
    """The links of all sources that have one for this version."""
    return [link for source in _sources if (link := source(version))]
