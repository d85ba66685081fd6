"""What is said about words of the working text, and what is suggested in their place. None of it is ever public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.workflow import Advancing
from strategy import anchoring
from strategy.models.sections import Section
from strategy.workflow import SUGGESTION_STEPS, THREAD_STEPS, SuggestionState, SuggestionStep, ThreadState, ThreadStep


class Mark(models.Model):
    """What belongs to a block of a section, or without `block` to the section itself."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="%(class)ss")
    block = models.CharField(max_length=8, blank=True)
    # The block's words when its place was last known: what is shown when it cannot be found any more.
    passage = models.TextField(blank=True)
    is_placed = models.BooleanField(default=True)

    class Meta:
        abstract = True

    @property
    def anchor(self):
        """What strategy/anchoring.py looks for."""
        return anchoring.Anchor(self.block, passage=self.passage)

    def take_place(self, section, place):
        """Stand where it was found; with None it has no place any more."""
        self.is_placed = place is not None
        if place is not None:
            self.section, self.block, self.passage = section, place.block, place.passage


# What a change of place changes, of a comment and of a suggestion.
PLACE_FIELDS = ["section", "block", "passage", "is_placed"]


class CommentThreadQuerySet(models.QuerySet):
    def unsettled(self):
        """Those that nobody has resolved."""
        return self.filter(state=ThreadState.OPEN)


class CommentThread(Advancing, Mark):
    """A conversation about words of the text. `quoted` are the words as they were marked, `words` as they are now."""

    quoted = models.TextField(blank=True)
    words = models.TextField(blank=True)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=ThreadState, default=ThreadState.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    steps = THREAD_STEPS
    place_fields = [*PLACE_FIELDS, "words", "before", "after"]
    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["section"], condition=Q(state="open"), name="threads_that_are_open")]

    def __str__(self):
        return self.quoted[:60] or str(self.section)

    @property
    def anchor(self):
        """The words as they are now, with what stands around them."""
        return anchoring.Anchor(self.block, self.words or self.quoted, self.before, self.after, self.passage)

    @property
    def is_settled(self):
        return self.state == ThreadState.RESOLVED

    @property
    def who(self):
        """Who began it, in words; the comments have been fetched."""
        said = self.comments.all()
        return said[0].who if said else str(self.by or "–")

    def take_place(self, section, place):
        """Stand where it was found, with the words that stand there."""
        super().take_place(section, place)
        if place is not None and self.quoted:
            self.words, self.before, self.after = place.words, place.before, place.after


class Comment(models.Model):
    """One thing that somebody says in a conversation."""

    thread = models.ForeignKey(CommentThread, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The name that stood in a Word document, of somebody who need not be known here.
    author = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_on_words_says_something")]

    def __str__(self):
        return self.text[:60]

    @property
    def who(self):
        """Who says it, in words."""
        if self.by or not self.author:
            return str(self.by or "–")
        return _("%(name)s in Word") % {"name": self.author}


class CommentEvent(models.Model):
    """Who resolved a conversation or opened it again, and when."""

    thread = models.ForeignKey(CommentThread, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=10, choices=ThreadStep)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.thread}: {self.get_transition_display()}"


class SuggestionKind(models.TextChoices):
    INSERT = "insert", _("Insert")
    DELETE = "delete", _("Delete")
    REPLACE = "replace", _("Replace")


class SuggestionQuerySet(models.QuerySet):
    def unsettled(self):
        """Those that nobody has decided."""
        return self.filter(state=SuggestionState.OPEN)


class Suggestion(Advancing, Mark):
    """That a block `was` so, and that somebody `wants` it otherwise: a list of blocks' HTML, empty to take it away.

    Without `block` it is something new, last in the section.
    """

    kind = models.CharField(max_length=10, choices=SuggestionKind)
    was = models.TextField(blank=True)
    wants = models.JSONField(default=list)
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # The saved state of the section that holds it, once it has been accepted.
    revision = models.PositiveIntegerField(null=True)

    steps = SUGGESTION_STEPS
    place_fields = PLACE_FIELDS
    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["section"], condition=Q(state="open"), name="suggestions_that_are_open")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(revision__isnull=False), name="accepted_suggestion_has_a_revision"
            )
        ]

    def __str__(self):
        return f"{self.section}: {self.get_kind_display()}"

    @property
    def is_settled(self):
        return self.state != SuggestionState.OPEN


class SuggestionEvent(models.Model):
    """Who accepted, rejected or withdrew a suggestion, when and why."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=10, choices=SuggestionStep)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.suggestion}: {self.get_transition_display()}"
