"""Requests to read official documents (TF 2:15–18). Nobody is asked who they are, or why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultations.models.values import new_key
from consultations.workflow import ACCESS_REQUEST_EVENTS, ACCESS_REQUEST_STEPS, AccessRequestState
from rus_portal import clock
from rus_portal.workflow import Advancing


class AccessRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Not yet decided."""
        return self.filter(state__in=[AccessRequestState.RECEIVED, AccessRequestState.ASSESSED])


class AccessRequest(Advancing, models.Model):
    """Somebody's request: what is wanted, and perhaps where to reply. `key` is the asker's way to follow it."""

    number = models.CharField(max_length=30, unique=True)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    wanted = models.TextField()
    reply_to = models.CharField(max_length=250, blank=True)
    language = models.CharField(max_length=5, default="sv")
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=AccessRequestState, default=AccessRequestState.RECEIVED)

    steps = ACCESS_REQUEST_STEPS
    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(wanted=""), name="access_request_says_what")]

    def __str__(self):
        return self.number

    @property
    def is_waiting(self):
        """Whether it is still to be decided."""
        return self.state in {AccessRequestState.RECEIVED, AccessRequestState.ASSESSED}

    def transitions_for(self, user):
        """The steps this user may take now."""
        return [
            transition
            for transition, step in ACCESS_REQUEST_STEPS.items()
            if self.state in step.sources and user.has_perm(f"consultations.{transition}_access_request", self)
        ]


class AccessRequestEvent(models.Model):
    """What happened to a request: who, when, and what is said to the asker. The first one is its arrival."""

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request}: {self.transition}"

    @property
    def label(self):
        """What happened, in words."""
        return ACCESS_REQUEST_EVENTS.get(self.transition, self.transition)
