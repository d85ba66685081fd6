from celery import shared_task
from django.core.cache import cache

from rus_portal.demo.phases import PHASES

TRAVEL = "demo:travel"
SECONDS_REMEMBERED = 600


@shared_task
def travel(slug):
    """Replay the story up to a phase, and say in the cache how it goes: the waiting page asks no emptied table."""
    from rus_portal.demo import replay  # noqa: PLC0415 – the whole story, which the web process only asks for

    cache.set(TRAVEL, {"phase": slug, "state": "running"}, SECONDS_REMEMBERED)
    try:
        replay.play(PHASES[slug])
    except Exception:
        cache.set(TRAVEL, {"phase": slug, "state": "failed"}, SECONDS_REMEMBERED)
        raise
    cache.set(TRAVEL, {"phase": slug, "state": "done"}, SECONDS_REMEMBERED)
