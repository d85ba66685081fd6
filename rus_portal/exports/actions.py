"""Asking for a file."""

from django.db import transaction
from django.utils.translation import get_language

from rus_portal.exports import tasks
from rus_portal.exports.models import Export, State


@transaction.atomic
def request(kind, subject, fingerprint, *, by=None, language=None):
    """Ask for a file, or get the one that was made from the same thing before. A failed one is tried again."""
    export, is_new = Export.objects.get_or_create(
        kind=kind,
        subject=str(subject),
        fingerprint=fingerprint,
        language=language or get_language() or "sv",
        defaults={"asked_by": by if by and by.is_authenticated else None},
    )
    failed_before = Export.objects.filter(pk=export.pk, state=State.FAILED)
    if is_new or failed_before.update(state=State.ASKED, failure="", progress=0):
        tasks.make_export.delay_on_commit(export.pk)
    return export
