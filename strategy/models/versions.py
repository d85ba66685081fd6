from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.workflow import Advancing
from strategy.models.documents import Document
from strategy.models.sections import WEIGHED_KINDS, SectionKind
from strategy.workflow import MARKS, STEPS, UNPUBLISHED, State, Transition


class VersionQuerySet(models.QuerySet):
    def sealed(self):
        return self.filter(sealed=True)

    def published(self):
        """What everyone may read."""
        return self.sealed().exclude(state__in=UNPUBLISHED)

    def current_first(self):
        """What is in force comes first, then the newest."""
        return self.order_by(Case(When(state=State.IN_FORCE, then=0), default=1), "-number")

    def visible_to(self, user):
        """Unpublished versions are for officials."""
        return self.sealed() if user.is_authenticated and user.is_official else self.published()


class Version(Advancing, models.Model):
    """The frozen copy. The database refuses every change but that of the state, and of the stored page."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(_("label"), max_length=100)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    lead = models.TextField(blank=True)
    principles = models.JSONField(default=list)
    hash = models.CharField(max_length=64, blank=True)
    sealed = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.FROZEN)
    frozen_at = models.DateTimeField(default=clock.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The other of the two: `frozen_by` is who confirmed. Nobody only where it was sealed before there were two.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    # Where the requirements of strategy/requirements.py were met that day; not part of the text, nor of its hash.
    coverage = models.JSONField(default=list)
    # The article as HTML, made once when the version is frozen. It can be made again from the sections at any time.
    rendered = models.TextField(blank=True)

    steps = STEPS
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_is_numbered_once"),
            models.CheckConstraint(
                condition=Q(sealed=False) | Q(hash__regex=r"^[0-9a-f]{64}$"), name="sealed_version_has_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None) | Q(frozen_by__isnull=False) & ~Q(frozen_by=F("asked_by")),
                name="version_takes_two_persons",
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    def get_absolute_url(self):
        return reverse("strategy:version", args=[self.document.slug, self.number])

    @property
    def short_hash(self):
        """Enough of the hash to tell versions apart, and for the permanent address /v/…/."""
        return self.hash[:12]

    @property
    def is_published(self):
        return self.sealed and self.state not in UNPUBLISHED

    @property
    def mark(self):
        """Which mark stands beside the state's name."""
        return MARKS[State(self.state)]


class VersionEvent(models.Model):
    """Who took which step, when and why."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20, choices=Transition)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.version}: {self.get_transition_display()}"


class VersionSectionQuerySet(models.QuerySet):
    def weighed(self):
        """Sections of the kinds that are weighed against the guiding principles."""
        return self.filter(kind__in=WEIGHED_KINDS)


class VersionSection(models.Model):
    """A section as it was frozen: the same key and block ids, its number written out, its weighing beside it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sections")
    key = models.UUIDField()
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=SectionKind)
    heading = models.CharField(max_length=250)
    body = models.JSONField(default=list)
    assessments = models.JSONField(default=list)
    # Which priorities of the parent document it builds on, and which evidence it stands on, as known that day.
    builds_on = models.JSONField(default=list)
    evidence = models.JSONField(default=list)

    objects = VersionSectionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="frozen_section_stands_once"),
            models.UniqueConstraint(fields=["version", "order"], name="frozen_section_has_its_place"),
        ]
        indexes = [models.Index(fields=["key"], name="frozen_sections_by_key")]

    def __str__(self):
        return f"{self.number} {self.heading}"

    def get_absolute_url(self):
        return f"{self.version.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self):
        """The permanent fragment of this section in every version page."""
        return f"s-{self.key}"

    @property
    def title(self):
        """Number and heading, as one speaks of a section."""
        return f"{self.number} {self.heading}"
