"""What a registrar has noted of a received answer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal import clock


class MarkKind(models.TextChoices):
    """What can be special with an answer. What follows from it stands in `UNCOUNTED` and `UNPUBLISHABLE`."""

    MISDIRECTED = "misdirected", _("Sent to the wrong place")
    DUPLICATE = "duplicate", _("The same answer as another one")
    SECRET = "secret", _("Secrecy mark")
    UNFIT = "unfit", _("Not for the web: threats, hatred or defamation")
    CHILD = "child", _("From a child")
    TRANSLATED = "translated", pgettext_lazy("of an answer", "In another language")


# What counts in no number, and what never stands on the web while the mark is there.
UNCOUNTED = (MarkKind.MISDIRECTED, MarkKind.DUPLICATE)
UNPUBLISHABLE = (MarkKind.MISDIRECTED, MarkKind.DUPLICATE, MarkKind.SECRET, MarkKind.UNFIT)


class ResponseMarkQuerySet(models.QuerySet):
    def live(self):
        """Not taken away again."""
        return self.filter(lifted_at=None)


class ResponseMark(models.Model):
    """A mark that a registrar sets: why, and since when. One that is taken away is kept."""

    response = models.ForeignKey("Response", on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=12, choices=MarkKind)
    note = models.TextField()
    # Of a duplicate: which answer stands.
    same_as = models.ForeignKey("Response", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = ResponseMarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind"], condition=Q(lifted_at=None), name="answer_has_a_mark_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="duplicate", same_as__isnull=False) | (~Q(kind="duplicate") & Q(same_as=None)),
                name="duplicate_says_of_what",
            ),
            models.CheckConstraint(condition=~Q(same_as=F("response")), name="answer_is_no_duplicate_of_itself"),
        ]

    def __str__(self):
        return f"{self.response}: {self.get_kind_display()}"
