"""The officials' own words on the answers, each version kept; and the compilation as it was approved."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultations.models.rounds import Consultation, Question
from rus_portal import clock
from strategy.models import VersionSection


class CompilationTextQuerySet(models.QuerySet):
    def newest(self):
        """The last version of each text."""
        return self.order_by("section_id", "question_id", "-number").distinct("section_id", "question_id")

    def about(self, *, section=None, question=None):
        """The versions of one text, the newest first: the reading guide when it is about neither."""
        return self.filter(section=section, question=question).order_by("-number")


class CompilationText(models.Model):
    """One version of a neutral summary of what is said of a section or a question; without either, the reading guide.

    Saved anew each time; the earlier ones are kept. An empty text takes the one before it back.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="compilation_texts")
    section = models.ForeignKey(VersionSection, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = CompilationTextQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "section", "question", "number"],
                nulls_distinct=False,
                name="compilation_text_has_its_number",
            ),
            models.CheckConstraint(condition=Q(section=None) | Q(question=None), name="compilation_text_is_about_one"),
        ]

    def __str__(self):
        return f"{self.section or self.question or self.consultation}, {self.number}"


class CompilationVersion(models.Model):
    """The compilation as somebody has approved it: its texts and its figures of that day. Never changed.

    `texts` is {"section": {id: text}, "question": {id: text}}; `figures` is what `consultations.compiling` counted.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="compilation_versions")
    number = models.PositiveIntegerField()
    # Who stands for it, in the words of that day; `approved_by` is who pressed the button.
    signed_by = models.CharField(max_length=200)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
    # Of a later version: what was corrected.
    note = models.TextField(blank=True)
    guide = models.TextField(blank=True)
    texts = models.JSONField()
    figures = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="compilation_version_has_its_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(note=""), name="corrected_compilation_says_why"),
        ]

    def __str__(self):
        return f"{self.consultation}, {self.number}"

    def text_of(self, kind, pk):
        """The summary of a section or a question as it was approved."""
        return self.texts.get(kind, {}).get(str(pk), "")
