"""A round, what happened to it, and what it asks."""

import re

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consultations.deadlines import Deadline
from consultations.models.values import Stance
from consultations.workflow import ROUND_EVENTS, ROUND_STEPS, RoundState, RoundTransition
from rus_portal import clock
from rus_portal.accounts.models import Category
from rus_portal.workflow import Advancing, TransitionNotAllowedError
from strategy.models import Version, VersionSection


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Planned rounds are for officials; what has been sent out is public."""
        official = user.is_authenticated and user.is_official
        return self if official else self.exclude(state=RoundState.PLANNED)

    def open(self):
        """Opened by somebody, and the last day is not over."""
        return self.filter(state=RoundState.OPEN, last_day__gte=clock.today())


class Consultation(Advancing, models.Model):
    """A round (*remiss*) on one frozen version. The last day stands here and nowhere else."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consultations")
    year = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(_("lead"), blank=True)
    registry_number = models.CharField(_("registry number"), max_length=40, blank=True)
    letter = models.JSONField(default=list, blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(blank=True)
    personal_data = models.TextField(blank=True)
    publication_notice = models.TextField(blank=True)
    formats = models.TextField(blank=True)
    other_ways = models.TextField(blank=True)
    if_late = models.TextField(blank=True)
    opens_at = models.DateTimeField()
    # While it is planned: whether the clock opens it at that instant, or a person does by hand.
    opens_by_itself = models.BooleanField(default=False)
    last_day = models.DateField(_("last day to answer"))
    # The clock closes it when this day is over; without it a person does.
    closing_day = models.DateField(null=True, blank=True)
    # From this day on the answers are put together: more time than that asks for a second word (DOMAIN.md §3.7).
    compilation_day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.PLANNED)
    is_fictional = models.BooleanField(default=False)

    steps = ROUND_STEPS
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["year", "slug"], name="round_has_its_own_address"),
            models.CheckConstraint(
                condition=Q(closing_day=None) | Q(closing_day__gte=F("last_day")),
                name="round_closes_after_its_last_day",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultations:round", args=[self.year, self.slug])

    @property
    def deadline(self):
        return Deadline(self.last_day)

    @property
    def letter_html(self):
        """The letter block by block, its headings as they stand below one of the second level."""
        return [re.sub(r"^<h4>(.*)</h4>$", r"<h3>\1</h3>", block["html"]) for block in self.letter]

    @cached_property
    def parts_in_short(self):
        """Its parts with last days of their own, each with its sections but without their text; asked for once."""
        return list(self.parts.with_last_move().with_short_sections())

    @property
    def accepts_answers(self):
        """From the opening on, for ever: a late answer is received and marked, never refused."""
        return self.state not in {RoundState.PLANNED, RoundState.WITHDRAWN}

    @property
    def is_compiled(self):
        """Whether the answers have been put together: a later one is received, and is in no compilation."""
        return self.state in {RoundState.COMPILED, RoundState.PUBLISHED, RoundState.FINISHED}

    @property
    def awaits_answers(self):
        """Whether a page may invite to answer: one that comes now can still be weighed."""
        return self.accepts_answers and not self.is_compiled

    @property
    def is_open(self):
        """Whether an answer that arrives now is in time."""
        return self.state == RoundState.OPEN and self.deadline.includes(clock.now())

    def set_last_day(self, last_day, *, reason, by):
        """Move the last day, and the day of closing with it; the old one is kept. Of two at once one gets through."""
        before = self.last_day
        closing_day = self.closing_day + (last_day - before) if self.closing_day else None
        unmoved = Consultation.objects.filter(pk=self.pk, last_day=before, state=self.state)
        if not unmoved.update(last_day=last_day, closing_day=closing_day):
            raise TransitionNotAllowedError(ConsultationEvent.MOVE_DEADLINE)
        self.last_day, self.closing_day = last_day, closing_day
        self.events.create(transition=ConsultationEvent.MOVE_DEADLINE, by=by, reason=reason, last_day_before=before)

    def transitions_for(self, user):
        """The steps this user may take now. The page's buttons are this list."""
        return [
            transition
            for transition, step in ROUND_STEPS.items()
            if self.state in step.sources and user.has_perm(f"consultations.{transition}_consultation", self)
        ]


class ConsultationEventQuerySet(models.QuerySet):
    def moves(self):
        """The moves of the last day of the whole, the first one first."""
        return self.filter(last_day_before__isnull=False, part=None).order_by("at", "pk")


class ConsultationEvent(models.Model):
    """Who took which step, when and why; also moved deadlines (`last_day_before`), of the whole or of a `part`."""

    MOVE_DEADLINE = "move_deadline"
    MOVE_PART = "move_part"
    # After these every invited body knows the last day: a reminder whose day lay before is not owed.
    TELLS_OF_THE_DEADLINE = (MOVE_DEADLINE, RoundTransition.RESUME)

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)
    last_day_before = models.DateField(null=True, blank=True)
    part = models.ForeignKey(
        "consultations.RoundPart", null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )

    objects = ConsultationEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(transition="move_part", part__isnull=False, last_day_before__isnull=False)
                | (~Q(transition="move_part") & Q(part=None)),
                name="moved_part_is_named",
            ),
        ]

    def __str__(self):
        return f"{self.consultation}: {self.transition}"

    @property
    def label(self):
        """What happened, in words."""
        return ROUND_EVENTS.get(self.transition, self.transition)

    @property
    def is_by_clock(self):
        """Whether nobody did it: the planned hour or day had come."""
        return self.by_id is None and self.transition in (RoundTransition.OPEN, RoundTransition.CLOSE)


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    TEXT = "text", _("Free text")
    CHOICE = "choice", _("One of several alternatives")
    STANCE = "stance", _("A stance: for, for with comments, against, no comments")


class QuestionQuerySet(models.QuerySet):
    def with_sections(self):
        """Fetch at once which section each is about, without its text."""
        long = ("body", "assessments", "builds_on", "evidence")
        return self.select_related("section").defer(*(f"section__{name}" for name in long))


class Question(models.Model):
    """What a round asks, of the whole text or of one section. An answer to it is text, whatever its kind."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    label = models.CharField(max_length=60)
    hint = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    section = models.ForeignKey(
        VersionSection, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "order"], name="question_has_its_place"),
            models.CheckConstraint(
                condition=(Q(kind="choice") & ~Q(choices=[])) | (~Q(kind="choice") & Q(choices=[])),
                name="only_a_choice_has_alternatives",
            ),
        ]

    def __str__(self):
        return self.text

    def readable(self, answer):
        """An answer in words: of a stance its name, else what was written."""
        if self.kind == QuestionKind.STANCE and answer in Stance.values:
            return Stance(answer).label
        return answer

    def takes(self, answer):
        """Whether this can be answered so; an empty answer always can."""
        match self.kind:
            case QuestionKind.CHOICE:
                return answer in ("", *self.choices)
            case QuestionKind.STANCE:
                return answer in ("", *Stance.values)
        return True


class CoverageNote(models.Model):
    """Why a group that the law asks to be heard has nobody on the list (DOMAIN.md L-04)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="coverage_notes")
    category = models.CharField(max_length=20, choices=Category)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "category"], name="empty_group_has_one_reason")]

    def __str__(self):
        return f"{self.get_category_display()}: {self.reason}"
