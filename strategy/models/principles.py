from django.conf import settings
from django.db import models
from django.db.models import Q

from rus_portal import clock
from strategy.models.documents import Document
from strategy.models.saved import SavedState
from strategy.models.sections import Section


class GuidingPrincipleQuerySet(models.QuerySet):
    def present(self):
        """Not taken away. What is taken away stays with its weighing, and can be brought back."""
        return self.filter(removed_at=None)


class GuidingPrinciple(models.Model):
    """*Förhållningssätt*: cuts across the whole strategy."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="principles")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    name = models.CharField(max_length=100)
    summary = models.CharField(max_length=250)
    text = models.JSONField(default=list, blank=True)
    glyph = models.CharField(max_length=20)
    removed_at = models.DateTimeField(null=True, blank=True)
    # Counts up at each save, as a section's does.
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    objects = GuidingPrincipleQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], condition=Q(removed_at=None), name="principle_is_numbered_once"
            ),
            models.UniqueConstraint(fields=["document", "slug"], name="principle_has_its_own_slug"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"


class PrincipleRevision(SavedState):
    """A saved state of a guiding principle."""

    principle = models.ForeignKey(GuidingPrinciple, on_delete=models.PROTECT, related_name="revisions")

    class Meta(SavedState.Meta):
        constraints = [models.UniqueConstraint(fields=["principle", "number"], name="principle_revision_once")]


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
