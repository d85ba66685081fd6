"""Where files are kept: under random keys, written through to disk before anyone is told that they are saved."""

import os
import secrets
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Files on disk that survive a power cut from the moment `save` returns."""

    def _save(self, name, content):
        name = super()._save(name, content)
        path = Path(self.path(name))
        for place in (path, path.parent):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return name


def attachment_path(_instance, _file_name):
    """A random key: what somebody called the file stands in the database only."""
    key = secrets.token_hex(16)
    return f"attachments/{key[:2]}/{key}"
