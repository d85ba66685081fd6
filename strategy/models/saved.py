from django.conf import settings
from django.db import models

from rus_portal import clock


class SavedState(models.Model):
    """A saved state of something in a register: who, when, and its facts as plain data."""

    number = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
        ordering = ["-number"]

    def __str__(self):
        return f"{self.facts.get('title', '')} ({self.number})"
