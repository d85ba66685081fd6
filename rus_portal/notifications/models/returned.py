"""What came back to the portal's own mailbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.notifications.models.letters import Letter


class Verdict(models.TextChoices):
    """What a mail in the portal's mailbox was."""

    HARD = "hard", _("Does not arrive")
    SOFT = "soft", _("Has not arrived yet")
    AUTOMATIC = "automatic", _("Automatic reply")
    OTHER = "other", _("Something else")
    UNREADABLE = "unreadable", _("Cannot be read")


class ReturnedMailQuerySet(models.QuerySet):
    def known(self, names):
        """{name: whether it may be deleted} of those mails that have been handled."""
        return {one.name: one.is_report for one in self.filter(name__in=list(names))}

    def visible_to(self, user):
        """Those that are about a letter which the official may see, and those about none."""
        return self.filter(models.Q(letter=None) | models.Q(letter__in=Letter.objects.visible_to(user)))


class ReturnedMail(models.Model):
    """One mail of the mailbox, handled. The unique name makes it handled once, also when a worker dies between."""

    # As the mailbox itself calls it.
    name = models.CharField(max_length=250, unique=True)
    read_at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=10, choices=Verdict)
    status = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="returned")

    objects = ReturnedMailQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]

    def __str__(self):
        return f"{self.verdict}: {self.name}"

    @property
    def is_report(self):
        """Whether it is about a letter of ours, and nothing that a person should read."""
        return self.verdict in {Verdict.HARD, Verdict.SOFT} and self.letter_id is not None
