"""The states of a document that somebody hands in to be read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rus_portal.workflow import Step


class WordFormState(models.TextChoices):
    ASKED = "asked", _("Being read")
    READY = "ready", pgettext_lazy("of a handed-in form or letter", "Read, waits for you")
    ACCEPTED = "accepted", pgettext_lazy("of a handed-in form or letter", "Taken into the answer")
    FAILED = "failed", _("Could not be read")


class WordFormTransition(models.TextChoices):
    READ = "read", pgettext_lazy("of a file", "Read")
    REFUSE = "refuse", pgettext_lazy("of a file", "Refused")
    ACCEPT = "accept", pgettext_lazy("of a handed-in form or letter", "Taken into the answer")


WORD_FORM_STEPS = {
    WordFormTransition.READ: Step(frozenset({WordFormState.ASKED}), WordFormState.READY),
    WordFormTransition.REFUSE: Step(frozenset({WordFormState.ASKED}), WordFormState.FAILED),
    WordFormTransition.ACCEPT: Step(frozenset({WordFormState.READY}), WordFormState.ACCEPTED),
}
