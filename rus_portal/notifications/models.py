import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rus_portal import clock


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None, cancelled_at=None, failed_at=None)

    def sent(self):
        return self.filter(sent_at__isnull=False)

    def about(self, about):
        """Letters about one thing, such as `invitation:17`."""
        return self.filter(about=about)

    def for_officials(self):
        """Log-in codes and the like are between the portal and the person."""
        return self.exclude(kind="account")

    def cancel(self):
        """Stop what has not been sent. A letter that a worker is sending right now is waited for, and is then sent."""
        locked = list(self.unsent().select_for_update(of=("self",)).values_list("pk", flat=True))
        return self.model.objects.filter(pk__in=locked).unsent().update(cancelled_at=clock.now())


class Letter(models.Model):
    """A letter owed to somebody. The row is the truth; a worker empties the list.

    One letter for each recipient, kind, thing and deadline value: a moved deadline gives a new one, a repeated tick does not.
    """

    recipient = models.EmailField(_("recipient"))
    recipient_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=40)
    about = models.CharField(max_length=80)
    deadline = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=5, default="sv")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "about", "deadline"], nulls_distinct=False, name="letter_is_owed_once"
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(cancelled_at=None), name="letter_is_sent_or_cancelled"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at=None, cancelled_at=None, failed_at=None),
                name="letters_unsent",
            ),
            models.Index(fields=["about"], name="letters_about"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.recipient}"

    def mark_sent(self):
        self.sent_at = clock.now()
        self.save(update_fields=["sent_at"])

    def mark_failed(self, reason):
        self.failed_at = clock.now()
        self.failure = reason[:500]
        self.save(update_fields=["failed_at", "failure"])
