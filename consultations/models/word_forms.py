"""Documents that somebody hands in to be read into a draft, piece by piece. Sealed like the draft."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models.drafting import DraftLink
from consultations.models.drafts import Draft
from consultations.word.blocks import Fault, Origin
from consultations.word.steps import WORD_FORM_STEPS, WordFormState
from rus_portal import clock
from rus_portal.exports.storage import attachment_path
from rus_portal.workflow import Advancing


class WordFormKind(models.TextChoices):
    FORM = "form", _("Filled-in form")
    LETTER = "letter", _("Letter of one's own")


class Handling(models.TextChoices):
    """What becomes of a text whose field may say something already."""

    NEW = "new", pgettext_lazy("of a text in a form", "Take the form's text")
    BOTH = "both", pgettext_lazy("of a text in a form", "Keep both, the form's below")
    KEEP = "keep", pgettext_lazy("of a text in a form", "Keep what stands in the draft")


class DraftWordForm(Advancing, models.Model):
    """A filled-in form, or a letter that is attached to the draft and read for its passages.

    A form's file is its own. A letter's is the attachment with the same checksum: it may be taken away meanwhile.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="word_forms")
    kind = models.CharField(max_length=6, choices=WordFormKind)
    file = models.FileField(upload_to=attachment_path, max_length=200, blank=True)
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="sv")
    state = models.CharField(max_length=10, choices=WordFormState, default=WordFormState.ASKED)
    # Why it could not be read: a value of Fault.
    fault = models.CharField(max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(DraftLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # Real time, not the domain's: how long a worker has been at it.
    touched_at = models.DateTimeField(auto_now=True)

    steps = WORD_FORM_STEPS

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "kind", "sha256"],
                condition=Q(state__in=["asked", "ready"]),
                name="document_waits_once_for_a_draft",
            ),
            models.CheckConstraint(condition=Q(kind="letter") | ~Q(file=""), name="handed_in_form_has_a_file"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="unread_document_has_a_reason"),
        ]

    def __str__(self):
        return self.name

    @property
    def fault_sentence(self):
        """Why it could not be read, in words."""
        return Fault(self.fault).label if self.fault else ""

    @property
    def is_letter(self):
        return self.kind == WordFormKind.LETTER


class DraftWordFormEvent(models.Model):
    """Who took which step with a document, and when; the worker is nobody."""

    word_form = models.ForeignKey(DraftWordForm, on_delete=models.CASCADE, related_name="events")
    transition = models.CharField(max_length=10)
    by = models.ForeignKey(DraftLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.word_form_id}: {self.transition}"


class PassageQuerySet(models.QuerySet):
    def told(self):
        """What the form says in places of its own."""
        return self.exclude(told="")

    def loose(self):
        """What somebody has to find a place for."""
        return self.filter(told="")

    def open(self):
        return self.filter(placed_at=None)

    def waiting(self):
        """Texts of forms that have been taken, which somebody has still to place or to throw away."""
        taken = self.filter(word_form__kind=WordFormKind.FORM, word_form__state=WordFormState.ACCEPTED)
        return taken.loose().open().exclude(origin__in=[Origin.PICTURE, Origin.OBJECT])


class DraftWordFormPassage(models.Model):
    """A text of the document. `told` is the field whose place in the form it stood in, `name` where it goes."""

    word_form = models.ForeignKey(DraftWordForm, on_delete=models.CASCADE, related_name="passages")
    order = models.PositiveIntegerField()
    told = models.CharField(max_length=80, blank=True)
    # The digest of what stood there when the form was handed out.
    base = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    heading = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.TEXT)
    suggestion = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=80, blank=True)
    placed_at = models.DateTimeField(null=True, blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["word_form", "order"], name="passage_has_its_place")]

    def __str__(self):
        return self.text[:60]

    @property
    def is_trace(self):
        """Whether it only says that something is there that is no text."""
        return self.origin in (Origin.PICTURE, Origin.OBJECT)
