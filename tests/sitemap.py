"""Every address of the portal, read from its URL conf."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True)
class Address:
    """One line of the URL conf: its whole route, its name with namespace ("" without one), and what answers."""

    route: str
    name: str
    view: object


def walk(patterns, prefix="", space=""):
    """All addresses below these patterns."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, route, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield Address(route, f"{space}{entry.name}" if entry.name else "", entry.callback)
