from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from rus_portal import clock
from rus_portal.clock.periods import FuzzyPeriod, InvalidPeriodError


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


def validate_period(text):
    """Say beside the field what can be written there."""
    try:
        FuzzyPeriod.parse(text)
    except InvalidPeriodError as problem:
        raise ValidationError(
            _("%(text)s is not a time that we understand. Write for example 2021-12 or 2022-21."),
            params={"text": text},
        ) from problem


class MilestoneQuerySet(models.QuerySet):
    def known_on(self, day):
        """What the public could know of on that day."""
        return self.filter(Q(visible_from=None) | Q(visible_from__lte=day))

    def with_facts(self):
        """With the body that decides and the round that it is about."""
        return self.select_related("body", "consultation")


class Milestone(models.Model):
    """Something planned, and what came of it. A vague time stays vague: see rus_portal/clock/periods.py."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind, default=MilestoneKind.OTHER)
    planned = models.CharField(_("planned"), max_length=30, blank=True, validators=[validate_period])
    planned_label = models.CharField(_("planned, in words"), max_length=60, blank=True)
    actual = models.CharField(_("actual"), max_length=30, blank=True, validators=[validate_period])
    actual_label = models.CharField(_("actual, in words"), max_length=60, blank=True)
    # When the outcome could be known: before that day the plan alone is shown.
    actual_known_from = models.DateField(_("the outcome is known from"), null=True, blank=True)
    outcome_note = models.TextField(_("note on the outcome"), blank=True)
    sort_start = models.DateField(_("earliest day"))
    sort_end = models.DateField(_("latest day"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    body = models.ForeignKey(
        Body,
        verbose_name=_("who decides"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="milestones",
    )
    # The round that this milestone is about: its days are read from there, so that a moved deadline shows here too.
    consultation = models.ForeignKey(
        Consultation,
        verbose_name=_("consultation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="milestones",
    )
    text = models.TextField(_("text"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    address = models.CharField(_("link"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    visible_from = models.DateField(_("shown from"), null=True, blank=True)
    # For calendars: how often it has changed, and when it last did.
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["sort_start", "sort_end", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(sort_end__gte=models.F("sort_start")), name="milestone_runs_forward"),
            models.CheckConstraint(
                condition=~Q(planned="") | ~Q(planned_label="") | ~Q(actual=""), name="milestone_has_a_time"
            ),
            models.CheckConstraint(condition=~Q(kind="pause") | ~Q(reason=""), name="pause_has_a_reason"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('timeline:timeline')}#{self.slug}"

    @property
    def planned_period(self):
        return FuzzyPeriod(self.planned, self.planned_label)

    @property
    def actual_period(self):
        return FuzzyPeriod(self.actual, self.actual_label) if self.actual or self.actual_label else None

    def outcome_on(self, day):
        """What had come of it as far as one could know on that day; None while only the plan is known."""
        if self.actual_period:
            is_known = self.actual_known_from is None or self.actual_known_from <= day
            return self.actual_period if is_known else None
        return self._days_of_the_round(day)

    def _days_of_the_round(self, day):
        opened = self.consultation and self.consultation.opens_at.astimezone(clock.STOCKHOLM).date()
        if not opened or opened > day or not self.consultation.accepts_answers:
            return None
        return FuzzyPeriod(f"{opened}/{max(opened, self.consultation.last_day)}")


class MilestoneChange(models.Model):
    """Who changed the timeline, when, and what stood there before."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.milestone}: {', '.join(self.before)}"


class NewsItemQuerySet(models.QuerySet):
    def published(self):
        """What everyone may read now."""
        return self.filter(published_at__lte=clock.now())


class NewsItem(models.Model):
    """A short notice. Never a notice board in the sense of kommunallagen 8:9."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    lead = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    published_at = models.DateTimeField(default=clock.now)
    address = models.CharField(max_length=200, blank=True)
    is_fictional = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("timeline:news_item", args=[self.slug])
