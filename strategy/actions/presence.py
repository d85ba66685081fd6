"""Who has a section open."""

from django.db import transaction

from rus_portal import clock
from strategy.models import SectionPresence
from strategy.models.writing import HERE


@transaction.atomic
def show_up(section, *, by):
    """Note that somebody has the section open at this moment; since when, if it is without a pause."""
    now = clock.now()
    found, is_new = SectionPresence.objects.get_or_create(
        section=section, user=by, defaults={"since": now, "seen_at": now}
    )
    if not is_new:
        since = found.since if now - found.seen_at < HERE else now
        SectionPresence.objects.filter(pk=found.pk).update(since=since, seen_at=now)
    return found
