"""Where files are kept: under random keys, written through to disk before anyone is told that they are saved."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

# Files that belong to rows; files on their way in; and those that nobody may open.
KEPT, ARRIVING, APART = "attachments", "arriving", "apart"


def scratch():
    """A file without a name beside those that are kept, for what is being made: gone when it is closed.

    Not in the system's own folder for such files: in a container that one takes of the memory.
    """
    top = Path(default_storage.location)
    top.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=top)


class DurableStorage(FileSystemStorage):
    """Files on disk that survive a power cut from the moment `save` returns."""

    def _save(self, name, content):
        name = super()._save(name, content)
        self.make_durable(name)
        return name

    def make_durable(self, name):
        """Write the file and the folders that lead to it through to disk."""
        path, top = Path(self.path(name)), Path(self.location)
        sync(path)
        for folder in path.parents:
            sync(folder)
            if folder == top:
                break

    def rename(self, before, after):
        """Give a file another key in one step: it lies under the old or the new one at any moment."""
        path = Path(self.path(after))
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path(before), path)
        self.make_durable(after)
        sync(Path(self.path(before)).parent)

    def set_apart(self, name):
        """Take a file out of everybody's way, and keep it. Done twice it is done once."""
        if self.exists(name):
            self.rename(name, _apart(name))

    def place(self, name):
        """The key under which the file lies now: its own, or apart."""
        return name if self.exists(name) or not self.exists(_apart(name)) else _apart(name)

    def remove(self, name):
        """Delete a file wherever it lies."""
        for place in (name, _apart(name)):
            self.delete(place)


def _apart(name):
    return f"{APART}/{name}"


def sync(path):
    """Write a file or a folder through to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def attachment_path(_instance=None, _file_name=""):
    """A random key: what somebody called the file stands in the database only."""
    return _key(KEPT)


def arriving_path():
    """A random key for a file on its way in."""
    return _key(ARRIVING)


def _key(place):
    key = secrets.token_hex(16)
    return f"{place}/{key[:2]}/{key}"
