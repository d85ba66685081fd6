from django.conf import settings
from django.db import models
from django.db.models import Q

from rus_portal import clock
from strategy.models.documents import Document


class DismissedHintQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody has taken back."""
        return self.filter(taken_back_at=None)


class DismissedHint(models.Model):
    """A hint of the content check that somebody has set aside, and why: it stays so while the words stand.

    `at`, `kind` and `fingerprint` are those of strategy/checking/hints.py. What is taken back stays as history.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="dismissed_hints")
    at = models.CharField(max_length=38)
    kind = models.CharField(max_length=30)
    fingerprint = models.CharField(max_length=32)
    reason = models.TextField()
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(default=clock.now)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = DismissedHintQuerySet.as_manager()

    class Meta:
        ordering = ["-dismissed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "at", "kind", "fingerprint"],
                condition=Q(taken_back_at=None),
                name="hint_is_dismissed_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hint_is_dismissed_with_a_reason"),
        ]

    def __str__(self):
        return f"{self.kind}: {self.at}"
