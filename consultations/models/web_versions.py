"""The web version beside the original: which passages are masked, and which files may be shown. The original stays."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.models.responses import Attachment, Response
from rus_portal import clock
from rus_portal.exports.storage import attachment_path


class PassageKind(models.TextChoices):
    """Why a passage should not stand on the web (DOMAIN.md L-19)."""

    PERSONAL_NUMBER = "personal_number", _("Personal identity number")
    # Its shape and a day that exists, but another check digit: mistyped, or no number of a person at all.
    LIKE_NUMBER = "like_number", _("Looks like a personal identity number")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone number")
    ADDRESS = "address", _("Postal address")
    NAME = "name", _("The sender's name")
    OTHER = "other", _("Other personal matter")


class Decision(models.TextChoices):
    MASKED = "masked", _("Masked")
    WAIVED = "waived", _("Left as it is")


class RedactionQuerySet(models.QuerySet):
    def live(self):
        """Not taken back."""
        return self.filter(undone_at=None)


class Redaction(models.Model):
    """A passage of an answer, and what a named person decided of it. One that is taken back is kept.

    `field` is a name of `consultations.masking.texts`, `start` and `end` count its characters.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="redactions")
    field = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=PassageKind)
    decision = models.CharField(max_length=6, choices=Decision)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["field", "start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="masked_passage_is_not_empty"),
            models.CheckConstraint(condition=~Q(decision="waived") | ~Q(reason=""), name="what_is_left_has_a_reason"),
            models.UniqueConstraint(
                fields=["response", "field", "start", "end"],
                condition=Q(undone_at=None),
                name="passage_is_decided_once",
            ),
        ]

    def __str__(self):
        return f"{self.response}, {self.field} {self.start}–{self.end}"


class WebFile(models.Model):
    """Whether an attachment stands on the web: the file itself, a masked copy, or nothing but that it exists.

    Without a row the files of organisations stand there, and those of private persons do not.
    """

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="web_file")
    is_shown = models.BooleanField()
    # A masked copy, with a name that names nobody; without one the file itself is shown.
    file = models.FileField(upload_to=attachment_path, max_length=200, blank=True)
    name = models.CharField(max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # A copy is shown when the worker has taken out what the file says of its writer.
    is_clean = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return f"{self.attachment}"
