"""When the portal could be reached: one row for each minute in which it was asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import models

from rus_portal import clock

MINUTE = timedelta(minutes=1)
# A restart or a late tick is no outage.
LEAST_OUTAGE = timedelta(minutes=5)
# Longer than any deadline looks back.
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Outage:
    """The portal could not be reached, from the first minute without an answer to the first one with an answer."""

    began: datetime
    ended: datetime

    @property
    def minutes(self):
        return int((self.ended - self.began) / MINUTE)


class PulseQuerySet(models.QuerySet):
    def answered(self):
        return self.filter(answered=True)

    def outages(self, since, until) -> list[Outage]:
        """The outages that overlap this time, whole, oldest first.

        A minute that nobody asked in counts as one without answer: then the portal's own clockwork stood still. What
        was before the very first answer is not known, and is not counted.
        """
        known = list(self.answered().filter(minute__gte=since, minute__lt=until).values_list("minute", flat=True))
        last = self.answered().filter(minute__lt=since).order_by("-minute").values_list("minute", flat=True).first()
        following = self.answered().filter(minute__gte=until).order_by("minute").values_list("minute", flat=True)
        known = ([last] if last else []) + sorted(known) + [following.first() or clock.now()]
        return [Outage(a + MINUTE, b) for a, b in pairwise(known) if b - a > LEAST_OUTAGE]


class Pulse(models.Model):
    """Whether the portal answered a reader's request in this minute."""

    minute = models.DateTimeField(primary_key=True)
    answered = models.BooleanField()
    fault = models.CharField(max_length=200, blank=True)

    objects = PulseQuerySet.as_manager()

    class Meta:
        ordering = ["minute"]

    def __str__(self):
        return f"{self.minute:%Y-%m-%d %H:%M}: {'answered' if self.answered else self.fault}"
