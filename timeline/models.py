from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.clock.periods import FuzzyPeriod


class Body(models.Model):
    """A political body that decides or is heard."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=100)
    decides = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["order"]

    def __str__(self):
        return self.name


class Group(models.Model):
    """Project group, steering group, reference group: who works, who steers, who is asked."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class Seat(models.Model):
    """A role title in a group; the role is public, the holder's name optional."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    title = models.CharField(max_length=150)
    holder = models.CharField(max_length=150, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=250, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.title


class MilestoneKind(models.TextChoices):
    START = "start", _("Start")
    PAUSE = "pause", _("Pause")
    DIALOGUE = "dialogue", _("Dialogue")
    SURVEY = "survey", _("Survey")
    CONSULTATION = "consultation", _("Consultation")
    COMPILATION = "compilation", _("Answers are worked through")
    DECISION = "decision", _("Decision")
    OTHER = "other", _("Other")


class MilestoneQuerySet(models.QuerySet):
    def known_on(self, day):
        """What the public could know of on that day."""
        return self.filter(Q(visible_from=None) | Q(visible_from__lte=day))


class Milestone(models.Model):
    """Something planned, and what came of it. A vague time stays vague: see rus_portal/clock/periods.py."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind, default=MilestoneKind.OTHER)
    planned = models.CharField(_("planned"), max_length=30, blank=True)
    planned_label = models.CharField(max_length=60, blank=True)
    actual = models.CharField(_("actual"), max_length=30, blank=True)
    actual_label = models.CharField(max_length=60, blank=True)
    # When the outcome could be known: before that day the plan alone is shown.
    actual_known_from = models.DateField(null=True, blank=True)
    sort_start = models.DateField()
    sort_end = models.DateField()
    order = models.PositiveSmallIntegerField(default=0)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones")
    text = models.TextField(blank=True)
    reason = models.TextField(_("reason"), blank=True)
    address = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    visible_from = models.DateField(null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["sort_start", "sort_end", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sort_end__gte=models.F("sort_start")), name="milestone_runs_forward"),
            models.CheckConstraint(condition=~Q(planned="") | ~Q(planned_label="") | ~Q(actual=""), name="milestone_has_a_time"),
            models.CheckConstraint(condition=~Q(kind="pause") | ~Q(reason=""), name="pause_has_a_reason"),
        ]

    def __str__(self):
        return self.title

    @property
    def planned_period(self):
        return FuzzyPeriod(self.planned, self.planned_label)

    @property
    def actual_period(self):
        return FuzzyPeriod(self.actual, self.actual_label) if self.actual or self.actual_label else None


class NewsItem(models.Model):
    """A short notice. Never a notice board in the sense of kommunallagen 8:9."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    published_at = models.DateTimeField(default=clock.now)
    address = models.CharField(max_length=200, blank=True)
    is_fictional = models.BooleanField(default=False)

    class Meta:
        ordering = ["-published_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.address or reverse("timeline:news_item", args=[self.slug])
