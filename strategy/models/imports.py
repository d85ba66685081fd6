from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.exports.storage import attachment_path
from rus_portal.workflow import Advancing
from strategy.models.documents import Document
from strategy.models.images import image_path, new_key
from strategy.models.sections import Section
from strategy.workflow import IMPORT_STEPS, ImportState, ImportStep


class ImportPlace(models.TextChoices):
    """Where the sections of a Word document will stand."""

    LAST = "last", _("Last in the document")
    AFTER = "after", _("After the section that I choose")
    UNDER = "under", _("Under the section that I choose, last")


class DocumentImport(Advancing, models.Model):
    """A Word document that somebody has handed in, and what it says. It changes nothing until somebody has looked.

    `sections` are in reading order {"key", "depth", "kind", "heading", "body"}, `losses` are [code, place, values] of
    strategy/import_words.py.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="imports")
    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="sv")
    place = models.CharField(max_length=5, choices=ImportPlace, default=ImportPlace.LAST)
    beside = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.ASKED)
    # Why it could not be read: a word of strategy/import_words.py.
    fault = models.CharField(max_length=20, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    sections = models.JSONField(default=list)
    losses = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # Real time, not the domain's: how long a worker has been at it.
    touched_at = models.DateTimeField(auto_now=True)

    steps = IMPORT_STEPS

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                condition=Q(state__in=["asked", "ready"]),
                name="word_file_waits_once_for_a_document",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="unread_word_file_has_a_reason"),
            models.CheckConstraint(condition=Q(place="last") | Q(beside__isnull=False), name="import_has_a_place"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="import_progress_is_a_percentage"),
        ]

    def __str__(self):
        return self.name


class DocumentImportEvent(models.Model):
    """Who took which step with a Word document, and when; the worker is nobody."""

    document_import = models.ForeignKey(DocumentImport, on_delete=models.CASCADE, related_name="events")
    transition = models.CharField(max_length=10, choices=ImportStep)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.document_import}: {self.get_transition_display()}"


class ImportedPicture(models.Model):
    """A picture of a Word document, made anew; it becomes one of the document's, by the same key, with the text."""

    document_import = models.ForeignKey(DocumentImport, on_delete=models.CASCADE, related_name="pictures")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    file = models.FileField(upload_to=image_path, max_length=100)
    content_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    contrast = models.FloatField(null=True)
    file_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.file_name or self.key
