from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from rus_portal.accounts.roles import Right
from rus_portal.workflow import Advancing
from strategy.models.documents import Document
from strategy.models.versions import Version
from strategy.workflow import BY_ANOTHER, BY_THE_ASKER, FREEZE_STEPS, FreezeState, FreezeStep


class WrongPersonError(Exception):
    """The step must be taken by another person than the one who asked, or by that one alone."""


class FreezeRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has answered yet: at most one of each document."""
        return self.filter(state=FreezeState.ASKED)


class FreezeRequest(Advancing, models.Model):
    """That somebody asks for a version to be frozen, with the exact text that is meant; somebody else confirms it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="freeze_requests")
    label = models.CharField(_("name of the version"), max_length=100)
    reason = models.TextField(_("reason"))
    # What would have been frozen that moment: SHA-256 of canonical.digest_of_working.
    digest = models.CharField(max_length=64)
    # What the asker was shown as missing, though it does not stand in the way: {"without_evidence": [titles], …}.
    warnings = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=FreezeState, default=FreezeState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # Why it is refused.
    answer = models.TextField(blank=True)
    version = models.OneToOneField(Version, null=True, on_delete=models.PROTECT, related_name="request")

    steps = FREEZE_STEPS
    objects = FreezeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(state="asked"), name="freeze_is_asked_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="freeze_takes_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(decided_by__isnull=False, version__isnull=False),
                name="confirmed_freeze_has_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (Q(decided_by__isnull=False) & ~Q(answer="")),
                name="refused_freeze_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(label=""), name="freeze_is_asked_with_a_reason"),
        ]

    def __str__(self):
        return f"{self.document}: {self.label}"

    @cached_property
    def asker_is_here(self):
        """Whether the one who asked may still write: two persons stand for a version, both on the day it is frozen."""
        return self.asked_by.has_right(Right.WRITE_STRATEGY)

    def advance(self, step_taken, *, by, reason=""):
        """One step; WrongPersonError when it is for another person."""
        is_asker = by == self.asked_by
        if (step_taken in BY_ANOTHER and is_asker) or (step_taken in BY_THE_ASKER and not is_asker):
            raise WrongPersonError(step_taken)
        super().advance(step_taken, by=by, reason=reason)


class FreezeEvent(models.Model):
    """Who took which step with a request, when and why."""

    request = models.ForeignKey(FreezeRequest, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20, choices=FreezeStep)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request}: {self.get_transition_display()}"
