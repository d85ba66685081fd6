import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from strategy.models.documents import Document


class SectionKind(models.TextChoices):
    CHAPTER = "chapter", _("Chapter")
    DESIRED_STATE = "desired_state", _("Desired state")
    STRATEGIC_AREA = "strategic_area", _("Strategic area")
    DEVELOPMENT_AREA = "development_area", _("Development area")
    GOAL = "goal", _("Goal")
    PRIORITY = "priority", _("Priority")
    TEXT = "text", _("Text")


# Each of these is weighed against every guiding principle before a version is frozen.
WEIGHED_KINDS = (SectionKind.GOAL, SectionKind.PRIORITY)


class SectionQuerySet(models.QuerySet):
    def present(self):
        """Not taken away. What is taken away stays, and can be brought back."""
        return self.filter(removed_at=None)

    def weighed(self):
        """Sections of the kinds that are weighed against the guiding principles."""
        return self.filter(kind__in=WEIGHED_KINDS)


class Section(models.Model):
    """The working copy of one section. `key` is stable for ever; `body` is a list of blocks, see strategy/blocks.py."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="sections")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=20, choices=SectionKind, default=SectionKind.TEXT)
    heading = models.CharField(_("heading"), max_length=250)
    body = models.JSONField(default=list, blank=True)
    # Counts up at each save: whoever saves says which revision was read, and is told when another came between.
    revision = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    builds_on = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="underlies")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "parent", "order"],
                nulls_distinct=False,
                condition=Q(removed_at=None),
                name="section_has_its_own_place",
            )
        ]

    def __str__(self):
        return self.heading

    @property
    def is_weighed(self):
        """Whether it has a row in the matrix."""
        return self.kind in WEIGHED_KINDS


class SectionRevision(models.Model):
    """A saved state of a section: who, when, what."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=SectionKind)
    body = models.JSONField(default=list)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)
    # Saved while somebody typed: such states of one person, minutes apart, are shown as one sitting.
    is_autosaved = models.BooleanField(default=False)
    # Whose suggestion it was that `saved_by` accepted.
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="revision_is_numbered_once")]

    def __str__(self):
        return f"{self.heading} ({self.number})"
