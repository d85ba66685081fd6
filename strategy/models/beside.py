from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from rus_portal import clock
from rus_portal.workflow import Advancing
from strategy import languages
from strategy.models.documents import Document
from strategy.models.saved import SavedState
from strategy.models.versions import Version, VersionSection
from strategy.workflow import SUMMARY_STEPS, SummaryState, SummaryStep


class ErratumQuerySet(models.QuerySet):
    def standing(self):
        """Those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)


class Erratum(models.Model):
    """A correction beside frozen text, which stays as it is. The database refuses every change but a withdrawal."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField()
    # No section: it is about the whole. No block: about the whole section, or its heading.
    section = models.ForeignKey(VersionSection, null=True, on_delete=models.PROTECT, related_name="errata")
    block = models.CharField(max_length=8, blank=True)
    # Empty when something is missing.
    wrong = models.TextField(blank=True)
    right = models.TextField()
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.TextField(blank=True)

    objects = ErratumQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "errata"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="erratum_is_numbered_once"),
            models.CheckConstraint(condition=~Q(right="") & ~Q(decided_by=""), name="erratum_says_what_and_who"),
            models.CheckConstraint(condition=Q(block="") | Q(section__isnull=False), name="block_stands_in_a_section"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawal=""), name="erratum_is_withdrawn_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.version}: {self.number}"

    @property
    def anchor(self):
        """The permanent fragment of this correction on the version's page."""
        return f"rattelse-{self.number}"


class SummaryQuerySet(models.QuerySet):
    def published(self):
        """What everyone may read."""
        return self.filter(state=SummaryState.PUBLISHED)


class Summary(Advancing, models.Model):
    """A document told shortly, in easy words or another language. Readers see the saved state that was published."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="summaries")
    slug = models.SlugField()
    language = models.CharField(max_length=10)
    is_easy_read = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    lead = models.TextField(blank=True)
    body = models.JSONField(default=list)
    # The version that it tells of, once one is frozen.
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="summaries")
    # Counts up at each save, as a section's does.
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=SummaryState, default=SummaryState.DRAFT)
    published = models.ForeignKey("SummaryRevision", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    steps = SUMMARY_STEPS
    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "summaries"
        ordering = ["-is_easy_read", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "slug"], name="summary_has_its_own_address"),
            models.UniqueConstraint(fields=["document", "language", "is_easy_read"], name="summary_is_told_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published__isnull=False) & Q(published_at__isnull=False),
                name="published_summary_has_a_text",
            ),
        ]

    def __str__(self):
        return f"{self.document}: {self.name}"

    def get_absolute_url(self):
        return address(self.document.slug, self.slug, self.language)

    @property
    def name(self):
        """What it is called where one chooses it."""
        return languages.called(self.language, is_easy_read=self.is_easy_read)

    @property
    def has_news(self):
        """Whether something has been saved since it was published."""
        return self.published is not None and self.published.number != self.revision


def address(document, slug, language):
    """Where a summary is read: with the portal's menus in its own language, if the portal speaks it."""
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return reverse("strategy:summary", args=[document, slug])


class SummaryRevision(SavedState):
    """A saved state of a summary."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="revisions")

    class Meta(SavedState.Meta):
        constraints = [models.UniqueConstraint(fields=["summary", "number"], name="summary_revision_once")]


class SummaryEvent(models.Model):
    """Who published a summary or took it down, and when."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=10, choices=SummaryStep)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.summary}: {self.get_transition_display()}"
