from django.conf import settings
from django.db import models
from django.db.models import Q

from rus_portal import clock
from strategy.models.documents import Document
from strategy.models.evidence import Evidence
from strategy.models.saved import SavedState
from strategy.models.sections import Section


class Coverage(models.Model):
    """Where a document meets one of the requirements of strategy/requirements.py, as officials have judged it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="coverage")
    requirement = models.SlugField()
    sections = models.ManyToManyField(Section, blank=True, related_name="coverage")
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="coverage")
    # How it is met; where nothing meets it, why it is missing.
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(fields=["document", "requirement"], name="requirement_is_judged_once"),
            models.CheckConstraint(condition=~Q(requirement=""), name="coverage_is_of_a_requirement"),
        ]

    def __str__(self):
        return f"{self.document}: {self.requirement}"


class CoverageRevision(SavedState):
    """A saved judgement of a requirement."""

    coverage = models.ForeignKey(Coverage, on_delete=models.PROTECT, related_name="revisions")

    class Meta(SavedState.Meta):
        constraints = [models.UniqueConstraint(fields=["coverage", "number"], name="coverage_revision_once")]
