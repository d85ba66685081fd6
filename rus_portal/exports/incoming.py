"""Files in a form: each flows straight to the disk it will stay on, and no more of it than may be kept."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from rus_portal import clock
from rus_portal.exports.storage import ARRIVING

MEGABYTE = 1024 * 1024
# Of one file no more than this is written; whoever checks it is told its true size.
MOST_OF_ONE = 21 * MEGABYTE
# What a form may hold where its view does not say more: one file and its words.
MOST_OF_FORM = 25 * MEGABYTE


def takes_files(most_bytes):
    """Say how large a form with files the view takes; larger ones get 413. What is too large in it is read past."""

    def mark(view):
        view.most_upload_bytes = most_bytes
        return view

    return mark


class ArrivingFile(UploadedFile):
    """An uploaded file on the portal's own disk: to keep it is to give it another name."""

    def __init__(self, name, content_type, charset, content_type_extra):
        folder = Path(default_storage.path(ARRIVING))
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(prefix="form-", dir=folder)  # noqa: SIM115 – it closes with this
        super().__init__(file, name, content_type, 0, charset, content_type_extra)
        self.began_at = clock.now()

    def temporary_file_path(self):
        """Where it lies until it is kept; the storage moves it from there."""
        return self.file.name

    def close(self):
        """Let go of it; it may have been kept by now."""
        with suppress(FileNotFoundError):
            self.file.close()


class ToDiskUploadHandler(FileUploadHandler):
    """Writes the files of a form to disk, piece by piece."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Refuse a form that is too large before any of it is read."""
        match = self.request.resolver_match if self.request is not None else None
        most = getattr(match.func, "most_upload_bytes", MOST_OF_FORM) if match else MOST_OF_FORM
        if content_length > most:
            raise RequestDataTooBig(f"a form of {content_length} bytes, where {most} are taken")

    def new_file(self, *args, **kwargs):
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = ArrivingFile(self.file_name, self.content_type, self.charset, self.content_type_extra)
        self.written = 0

    def receive_data_chunk(self, raw_data, start):
        """Write a piece, unless there is too much already."""
        if self.written <= MOST_OF_ONE:
            self.file.write(raw_data)
            self.written += len(raw_data)

    def file_complete(self, file_size):
        """Hand over the file with its true size."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self):
        """Throw away what came of it."""
        if hasattr(self, "file"):
            with suppress(FileNotFoundError):
                os.unlink(self.file.temporary_file_path())
            self.file.close()
