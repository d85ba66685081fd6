"""Parts of a round with a last day of their own (DOMAIN.md §3.7): a name for some sections of the text."""

from django.db import models

from consultations.deadlines import Deadline
from consultations.models.rounds import Consultation
from strategy.models import VersionSection


class RoundPart(models.Model):
    """Some sections that are wanted back before the rest. A section is in one part at the most."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=120)
    last_day = models.DateField()
    sections = models.ManyToManyField(VersionSection, related_name="+")

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
