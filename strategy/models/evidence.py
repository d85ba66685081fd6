from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.clock.periods import FuzzyPeriod
from strategy.models.documents import Document
from strategy.models.saved import SavedState
from strategy.models.sections import Section


class EvidenceKind(models.TextChoices):
    DIALOGUE = "dialogue", _("Dialogue")
    SURVEY = "survey", _("Survey")
    SITUATION_ANALYSIS = "situation_analysis", _("Situation analysis")
    FOLLOW_UP = "follow_up", _("Follow-up")
    NETWORK = "network", _("Network")
    SCHOOL_PROJECT = "school_project", _("School project")
    TREND = "trend", _("Trend")


class Participants(models.TextChoices):
    """Who took part: the six groups of the region's own page."""

    RESIDENTS = "residents", _("Residents")
    MUNICIPALITIES = "municipalities", _("Municipalities")
    AGENCIES = "agencies", _("Government agencies")
    ACADEMIA = "academia", _("Academia")
    BUSINESS = "business", _("Business")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


class EvidenceQuerySet(models.QuerySet):
    def present(self):
        """Not taken away. What is taken away stays, and can be brought back."""
        return self.filter(removed_at=None)


class Evidence(models.Model):
    """What the strategy stands on, with what is not known said as plainly as what is."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")
    slug = models.SlugField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    # EDTF (ISO 8601-2); when it cannot be said so, the label says it and the two days only sort.
    period = models.CharField(max_length=30, blank=True)
    period_label = models.CharField(max_length=60, blank=True)
    sort_start = models.DateField(null=True, blank=True)
    sort_end = models.DateField(null=True, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    categories = models.JSONField(default=list, blank=True)
    summary = models.TextField()
    unknown = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    sections = models.ManyToManyField(Section, blank=True, related_name="evidence")
    removed_at = models.DateTimeField(null=True, blank=True)
    # Counts up at each save, as a section's does.
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["sort_start", "pk"]
        constraints = [models.UniqueConstraint(fields=["document", "slug"], name="evidence_has_its_own_slug")]

    def __str__(self):
        return self.title

    @property
    def anchor(self):
        """The permanent fragment of this evidence on its page."""
        return f"u-{self.slug}"

    @property
    def when(self):
        """As vague as it is known."""
        return FuzzyPeriod(self.period, self.period_label)

    @property
    def groups(self):
        """Who took part, in words; a group that the portal does not know is shown as it is written."""
        known = dict(Participants.choices)
        return [known.get(category, category) for category in self.categories]


class EvidenceRevision(SavedState):
    """A saved state of a piece of evidence."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")

    class Meta(SavedState.Meta):
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="evidence_revision_once")]
