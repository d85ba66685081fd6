"""Files that came in are held until a worker has looked through them: what may be opened, and by which key.

A file's check is known by the file's key. It comes with the file's row, in the same transaction.
"""

from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from consultations import tasks_files
from consultations.models import FileCheck
from rus_portal import clock
from rus_portal.exports import sweeping
from rus_portal.exports.storage import attachment_path


def store(upload):
    """Write an upload to disk under a random key, and return the key. The row that knows it comes after."""
    return default_storage.save(attachment_path(), upload)


def hold(path, content_type) -> FileCheck:
    """Hold a file whose row is written in this transaction; a worker looks through it after the commit."""
    check, _new = FileCheck.objects.get_or_create(file=path, defaults={"content_type": content_type})
    # robust: with the broker down the file waits for the clock, which asks each minute.
    transaction.on_commit(partial(tasks_files.inspect_file.delay, check.pk), robust=True)
    return check


def with_checks(files) -> list:
    """These rows with files, each with its `check_row`; one query for all of them."""
    files = list(files)
    keys = {file.file.name for file in files if file.file}
    found = FileCheck.objects.in_bulk(keys, field_name="file") if keys else {}
    for file in files:
        # A file that nobody has held is opened by nobody.
        file.check_row = found.get(file.file.name) or FileCheck(file=file.file.name, content_type=file.content_type)
    return files


def check_of(file) -> FileCheck:
    """The check of one file's row."""
    return with_checks([file])[0].check_row


def forget(paths):
    """Delete checks together with the rows of their files; the files themselves go after the commit."""
    paths = [path for path in paths if path]
    FileCheck.objects.filter(file__in=paths).delete()
    # After the commit: a file that a row still points to is never taken away.
    transaction.on_commit(lambda: [default_storage.remove(path) for path in paths])


def forget_orphans() -> None:
    """Delete checks that have been left over for a day by rows that went away with something larger."""
    old = FileCheck.objects.filter(held_at__lt=clock.now() - timedelta(days=1))
    keys = set(old.values_list("file", flat=True))
    FileCheck.objects.filter(file__in=keys - sweeping.known_to_rows(keys)).delete()
