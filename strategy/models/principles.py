from django.conf import settings
from django.db import models
from django.db.models import Q

from rus_portal import clock
from strategy.models.documents import Document
from strategy.models.sections import Section


class GuidingPrinciple(models.Model):
    """*Förhållningssätt*: cuts across the whole strategy."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="principles")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    name = models.CharField(max_length=100)
    summary = models.CharField(max_length=250)
    text = models.JSONField(default=list, blank=True)
    glyph = models.CharField(max_length=20)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="principle_is_numbered_once"),
            models.UniqueConstraint(fields=["document", "slug"], name="principle_has_its_own_slug"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"


class PrincipleAssessment(models.Model):
    """How a goal or priority was weighed against a principle; "not relevant" only with a reason."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="assessments")
    principle = models.ForeignKey(GuidingPrinciple, on_delete=models.PROTECT, related_name="assessments")
    is_relevant = models.BooleanField(default=True)
    text = models.TextField()
    # Counts up at each save, as a section's does.
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "principle"], name="cell_is_weighed_once"),
            models.CheckConstraint(condition=~Q(text=""), name="cell_has_a_text"),
        ]

    def __str__(self):
        return f"{self.section} × {self.principle}"


class AssessmentRevision(models.Model):
    """A saved state of a cell: who, when, what."""

    assessment = models.ForeignKey(PrincipleAssessment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    is_relevant = models.BooleanField()
    text = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="cell_revision_is_numbered_once")]

    def __str__(self):
        return f"{self.assessment} ({self.number})"
