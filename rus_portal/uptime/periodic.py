"""Asks the portal each minute, as a reader would. Safe to run twice, late, or in two beats at once."""

from http.client import HTTPException
from urllib.error import URLError
from urllib.request import Request, urlopen

from celery import shared_task
from django.conf import settings

from rus_portal import clock
from rus_portal.uptime.models import KEPT_FOR, Pulse

SECONDS_TO_ANSWER = 15


@shared_task
def feel_pulse() -> None:
    """Note whether the portal answers in this minute. A yes of any beat stands."""
    minute = clock.now().replace(second=0, microsecond=0)
    if Pulse.objects.answered().filter(pk=minute).exists():
        return
    fault = _fault(settings.PULSE_URL)
    Pulse.objects.update_or_create(pk=minute, defaults={"answered": not fault, "fault": fault})


def _fault(address):
    """Why there was no answer, or nothing."""
    try:
        with urlopen(Request(address, headers={"User-Agent": "rus-portalen-pulse"}), timeout=SECONDS_TO_ANSWER):
            return ""
    except (URLError, HTTPException, OSError) as fault:
        return f"{type(fault).__name__}: {fault}"[:200]


@shared_task
def forget_pulses() -> None:
    """Drop the minutes that no deadline asks for any more."""
    Pulse.objects.filter(minute__lt=clock.now() - KEPT_FOR).delete()
