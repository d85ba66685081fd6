from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A page that waits says how far a file has come from then on; most files are ready before.
SHOWN_AFTER = timedelta(seconds=2)


class State(models.TextChoices):
    ASKED = "asked", _("Asked for")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class ExportQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(state=State.READY)

    def unfinished(self):
        return self.filter(state__in=[State.ASKED, State.RUNNING])


class Export(models.Model):
    """A file that someone asked for. `fingerprint` says of what: an unchanged thing is never made twice."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="sv")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    progress = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to="exports/%Y/", blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    # Real time, not the domain's: how long a worker has been at it.
    asked_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "fingerprint", "language"], name="export_is_made_once"),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & Q(size__gt=0)), name="ready_export_has_a_file"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(failure=""), name="failed_export_has_a_reason"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="export_progress_is_a_percentage"),
        ]
        indexes = [models.Index(fields=["state", "touched_at"], name="exports_by_state")]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    @property
    def shown_progress(self):
        """Percent, for a page that waits. 0 to begin with: a page that is asked for twice at once is the same page."""
        return 0 if timezone.now() - self.asked_at < SHOWN_AFTER else self.progress
