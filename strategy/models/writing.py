from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from strategy.models.sections import Section

# Whoever has not shown up for so long is not here any more.
HERE = timedelta(seconds=45)


class SectionPresenceQuerySet(models.QuerySet):
    def here(self, now):
        """Those who have a section open at this moment."""
        return self.filter(seen_at__gt=now - HERE)


class SectionPresence(models.Model):
    """Somebody who has a section open to write in it, and since when without a pause."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = SectionPresenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="person_is_at_a_section_once")]

    def __str__(self):
        return f"{self.user}, {self.section}"


class HeldTextQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has settled yet."""
        return self.filter(settled_at=None)


class HeldText(models.Model):
    """What somebody wrote where another had written something else: both are kept until somebody has chosen.

    The section keeps what came first. `place` is a block's id, "heading" or "kind".
    """

    HEADING, KIND = "heading", "kind"

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="held_texts")
    place = models.CharField(max_length=10)
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    # The saved state that it clashed with.
    revision = models.PositiveIntegerField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # What was chosen, "saved", "held" or "both", and the saved text that it was chosen beside; "" until then.
    taken = models.CharField(max_length=5, blank=True)
    saved_text = models.TextField(blank=True)

    objects = HeldTextQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["section"], condition=Q(settled_at=None), name="held_texts_that_wait")]

    def __str__(self):
        return f"{self.section}: {self.place}"

    def beside(self, section):
        """What is saved in the same place of the section, or "" when it has been taken away."""
        if self.place in (self.HEADING, self.KIND):
            return getattr(section, self.place)
        return next((block["html"] for block in section.body if block["id"] == self.place), "")


class Happening(models.TextChoices):
    """What can happen to a section beside its text being saved."""

    ADDED = "added", _("Added")
    MOVED = "moved", _("Moved")
    REMOVED = "removed", _("Taken away")
    BROUGHT_BACK = "brought_back", _("Brought back")


class SectionEvent(models.Model):
    """Who arranged a section, when and how. `before` and `after` name its place: parent's key and order."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="events")
    happening = models.CharField(max_length=15, choices=Happening)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.section}: {self.get_happening_display()}"
