import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.clock.periods import FuzzyPeriod
from rus_portal.workflow import Advancing
from strategy.workflow import MARKS, STEPS, UNPUBLISHED, State, Transition


class DocumentKind(models.TextChoices):
    STRATEGY = "strategy", _("Regional development strategy")
    PROGRAMME = "programme", _("Programme")


class Document(models.Model):
    """A strategy, or a programme that builds on one. The title stands here and nowhere else."""

    kind = models.CharField(max_length=12, choices=DocumentKind, default=DocumentKind.STRATEGY)
    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    lead = models.TextField(_("lead"), blank=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="programmes")
    predecessor_title = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=models.F("first_year")), name="period_runs_forward"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("strategy:document", args=[self.slug])


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

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="revision_is_numbered_once")]

    def __str__(self):
        return f"{self.heading} ({self.number})"


class GuidingPrinciple(models.Model):
    """*Förhållningssätt*: cuts across the whole strategy."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="principles")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    name = models.CharField(max_length=100)
    summary = models.CharField(max_length=250)
    text = models.JSONField(default=list, blank=True)
    glyph = models.CharField(max_length=20)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="principle_is_numbered_once"),
            models.UniqueConstraint(fields=["document", "slug"], name="principle_has_its_own_slug"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"


class PrincipleAssessment(models.Model):
    """How a goal or priority was weighed against a principle; "not relevant" only with a reason."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="assessments")
    principle = models.ForeignKey(GuidingPrinciple, on_delete=models.PROTECT, related_name="assessments")
    is_relevant = models.BooleanField(default=True)
    text = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "principle"], name="cell_is_weighed_once"),
            models.CheckConstraint(condition=~Q(text=""), name="cell_has_a_text"),
        ]

    def __str__(self):
        return f"{self.section} × {self.principle}"


class EvidenceKind(models.TextChoices):
    DIALOGUE = "dialogue", _("Dialogue")
    SURVEY = "survey", _("Survey")
    SITUATION_ANALYSIS = "situation_analysis", _("Situation analysis")
    FOLLOW_UP = "follow_up", _("Follow-up")
    NETWORK = "network", _("Network")
    SCHOOL_PROJECT = "school_project", _("School project")
    TREND = "trend", _("Trend")


class Participants(models.TextChoices):
    """Who took part: the six groups of the region's own page."""

    RESIDENTS = "residents", _("Residents")
    MUNICIPALITIES = "municipalities", _("Municipalities")
    AGENCIES = "agencies", _("Government agencies")
    ACADEMIA = "academia", _("Academia")
    BUSINESS = "business", _("Business")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


class Evidence(models.Model):
    """What the strategy stands on, with what is not known said as plainly as what is."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="evidence")
    slug = models.SlugField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    # EDTF (ISO 8601-2); when it cannot be said so, the label says it and the two days only sort.
    period = models.CharField(max_length=30, blank=True)
    period_label = models.CharField(max_length=60, blank=True)
    sort_start = models.DateField(null=True, blank=True)
    sort_end = models.DateField(null=True, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    categories = models.JSONField(default=list, blank=True)
    summary = models.TextField()
    unknown = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    sections = models.ManyToManyField(Section, blank=True, related_name="evidence")

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["sort_start", "pk"]
        constraints = [models.UniqueConstraint(fields=["document", "slug"], name="evidence_has_its_own_slug")]

    def __str__(self):
        return self.title

    @property
    def anchor(self):
        """The permanent fragment of this evidence on its page."""
        return f"u-{self.slug}"

    @property
    def when(self):
        """As vague as it is known."""
        return FuzzyPeriod(self.period, self.period_label)

    @property
    def groups(self):
        """Who took part, in words; a group that the portal does not know is shown as it is written."""
        known = dict(Participants.choices)
        return [known.get(category, category) for category in self.categories]


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
    reason = models.TextField(blank=True)
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
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    def get_absolute_url(self):
        return reverse("strategy:version", args=[self.document.slug, self.number])

    @property
    def fingerprint(self):
        """What an export of this version is made from."""
        return self.hash

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
