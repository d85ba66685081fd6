"""The kinds of letters. Each app registers its own in `AppConfig.ready`, so that no letter knows what it is about."""

from collections.abc import Callable
from dataclasses import dataclass


def _always(_letter):
    return True


def _nothing(_letter):
    return None


def _as_it_is(_letter, text):
    return text


@dataclass(frozen=True)
class Kind:
    """How a kind of letter is called, and what its app has to say about it.

    `is_still_owed(letter)` is asked in the moment of sending: a letter may have become needless while it waited.
    `refused(letter)` is told when the recipient's mail server refuses it for good, at once or later;
    `works_again(letter)` when an official says that the address works after all.
    `waits`: what the clock owes goes out in office hours; what follows from somebody's act goes at once.
    `sealed`: no official sees that it exists.
    `complete(letter, text)` puts in what the row must not hold, such as the key of a personal link.
    `asked_for`: somebody waits for it just now, so that it is sent to a paused address too.
    `to_region`: to the region's own people; the body that it is about does not see it.
    """

    name: str
    label: str
    is_still_owed: Callable = _always
    refused: Callable = _nothing
    works_again: Callable = _nothing
    waits: bool = False
    sealed: bool = False
    complete: Callable = _as_it_is
    asked_for: bool = False
    to_region: bool = False


_kinds: dict[str, Kind] = {}


def register(*kinds):
    """Make kinds known."""
    _kinds.update({kind.name: kind for kind in kinds})


def get(name):
    """The kind of this name; one that nobody registered is simply sent."""
    return _kinds.get(name) or Kind(name, name)


def all_kinds():
    """Every known kind, in the order of their registration."""
    return list(_kinds.values())


def names(trait):
    """The names of all kinds that have a trait, such as `waits`."""
    return [kind.name for kind in _kinds.values() if getattr(kind, trait)]
