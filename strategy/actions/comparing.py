"""Comparing versions, and what is written now with what was frozen."""

from django.db import connection, transaction

from strategy import canonical
from strategy.comparing import FORM, Comparison, compare, counting
from strategy.models import StoredComparison, Version
from strategy.models.comparisons import packed

# First key of the advisory lock under which a comparison is made; the second is the newer version's id.
LOCK = 7_301


def compared(older: Version, newer: Version) -> StoredComparison:
    """What differs between two frozen versions of a document: the stored row, made now if nobody has asked before."""
    return StoredComparison.objects.of(older, newer).first() or _made(older, newer)


def compared_now(version: Version, snapshot) -> Comparison:
    """What differs between a frozen version and the working copy; not stored, since that changes all the time."""
    return compare(canonical.content(version), canonical.working_content(snapshot))


@transaction.atomic
def _made(older, newer):
    # One at a time: whoever comes second finds what the first has made.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, newer.pk])
    if found := StoredComparison.objects.of(older, newer).first():
        return found
    comparison = compare(canonical.content(older), canonical.content(newer))
    return StoredComparison.objects.create(
        older=older, newer=newer, form=FORM, data=packed(comparison), changed=counting.by_section(comparison)
    )
