"""Parts of a round with a last day of their own (DOMAIN.md §3.7): a name for some sections of the text."""

from collections import defaultdict

from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery

from consultations.deadlines import Deadline
from consultations.models.rounds import Consultation, ConsultationEvent
from rus_portal.workflow import TransitionNotAllowedError
from strategy.models import VersionSection


class RoundPartQuerySet(models.QuerySet):
    def with_last_move(self):
        """Annotate when and why its last day was last moved, and which it was before: all empty when it never was."""
        moves = ConsultationEvent.objects.filter(part=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(
            moved_at=Subquery(moves.values("at")[:1]),
            last_day_before=Subquery(moves.values("last_day_before")[:1]),
            moved_because=Subquery(moves.values("reason")[:1]),
        )

    def by_round(self):
        """{round's id: its parts, with their last moves}; an empty list for a round without any."""
        found = defaultdict(list)
        for part in self.select_related("consultation").with_last_move():
            found[part.consultation_id].append(part)
        return found

    def with_short_sections(self):
        """Fetch at once which sections each has, without their text."""
        short = VersionSection.objects.only("number", "heading", "order").order_by("order")
        return self.prefetch_related(Prefetch("sections", queryset=short))


class RoundPart(models.Model):
    """Some sections that are wanted back before the rest. A section is in one part at the most."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=120)
    last_day = models.DateField()
    sections = models.ManyToManyField(VersionSection, related_name="+")

    objects = RoundPartQuerySet.as_manager()

    class Meta:
        ordering = ["last_day", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "name"], name="part_is_named_once")]

    def __str__(self):
        return self.name

    @property
    def deadline(self):
        """Its own last day, but never later than the round's, which may have been moved since."""
        return min(Deadline(self.last_day), self.consultation.deadline)

    def deadline_for(self, own):
        """The part's deadline for a sender whose own deadline for the whole is `own`: more time covers it too."""
        return own if own > self.consultation.deadline else self.deadline

    @property
    def section_names(self):
        """The numbers of its sections, or the heading of one that has none."""
        return [section.number or section.heading for section in self.sections.all()]

    def set_last_day(self, last_day, *, reason, by):
        """Move the last day; the old one is kept in the event, which is returned. Of two at once one gets through."""
        before = self.last_day
        if not RoundPart.objects.filter(pk=self.pk, last_day=before).update(last_day=last_day):
            raise TransitionNotAllowedError(ConsultationEvent.MOVE_PART)
        self.last_day = last_day
        facts = {"by": by, "reason": reason, "last_day_before": before, "part": self}
        return self.consultation.events.create(transition=ConsultationEvent.MOVE_PART, **facts)
