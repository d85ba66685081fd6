"""Making files, one at a time in each worker process."""

import hashlib
import logging

from celery import shared_task
from django.core.files import File
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import override

from rus_portal.exports import registry
from rus_portal.exports.models import Export, State

logger = logging.getLogger(__name__)
# First key of the advisory locks of this app; the second is the export's id.
LOCK = 7_201


@shared_task
def make_export(export_id: int) -> None:
    """Make the file, unless it is made or another worker is at it. A failure stands in the row, where people see it."""
    if not _claim(export_id):
        return
    try:
        export = Export.objects.unfinished().filter(pk=export_id).first()
        if export:
            _make(export)
    finally:
        _release(export_id)


def _claim(export_id):
    # A session lock lives as long as the worker's connection: a killed worker lets go of it by dying.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, export_id])
        return cursor.fetchone()[0]


def _release(export_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, export_id])


def _make(export):
    kind = registry.get(export.kind)
    _note(export, state=State.RUNNING, progress=1)
    try:
        # In no transaction: whoever waits for the file sees how far it has come.
        with override(export.language):
            thing = kind.find(export.subject)
            made = kind.make(thing, lambda percent: _note(export, progress=min(99, percent)))
            file_name = kind.file_name(thing)
        _keep(export, made, file_name)
    except Exception as fault:
        logger.exception("export failed", extra={"export": export.pk, "kind": export.kind})
        if isinstance(fault, DatabaseError):
            raise
        _note(export, state=State.FAILED, failure=(str(fault) or type(fault).__name__)[:500])


def _keep(export, made, file_name):
    with File(made.opened()) as file:
        size, checksum = file.size, hashlib.file_digest(file.file, "sha256").hexdigest()
        export.file.save(file_name, file, save=False)
    _note(
        export,
        state=State.READY,
        progress=100,
        file=export.file.name,
        file_name=file_name,
        size=size,
        pages=made.pages,
        sha256=checksum,
    )


def _note(export, **facts):
    for name, value in facts.items():
        setattr(export, name, value)
    Export.objects.filter(pk=export.pk).update(touched_at=timezone.now(), **facts)
