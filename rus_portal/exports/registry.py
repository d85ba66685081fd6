"""The kinds of files that can be asked for. Each app registers its own in `AppConfig.ready`."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True)
class Made:
    """A finished file: its bytes, or an open file where there may be many; and its number of pages where it has any."""

    content: bytes | BinaryIO
    pages: int | None = None

    def opened(self) -> BinaryIO:
        """The file from its beginning; whoever has read it closes it."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        self.content.seek(0)
        return self.content


@dataclass(frozen=True)
class Kind:
    """How a kind of file is made and who may have it.

    `find(subject)` fetches the thing (or raises its DoesNotExist), `make(thing, progress)` makes the file and calls
    `progress(percent)` now and then, `file_name(thing)` names it, `may_download(user, thing)` guards it.
    """

    name: str
    find: Callable
    make: Callable
    file_name: Callable
    may_download: Callable
    content_type: str = "application/pdf"


_kinds: dict[str, Kind] = {}


def register(kind):
    """Make a kind known."""
    _kinds[kind.name] = kind


def get(name):
    """The kind of this name; KeyError when no app has registered it."""
    return _kinds[name]
