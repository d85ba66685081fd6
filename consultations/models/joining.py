"""What the bodies named in a joint answer say of it, each for itself."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from consultations.models.responses import Response
from consultations.models.values import Stance, new_key
from consultations.workflow import JOINING_EVENTS, JOINING_STEPS, JoiningState
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.workflow import Advancing
from strategy.models import VersionSection


class JoiningQuerySet(models.QuerySet):
    def current(self):
        """The last word of each body; an earlier one is kept beside it."""
        return self.filter(replaced_by=None)

    def standing(self):
        """The last word of each body about answers that count."""
        return self.current().filter(response__in=Response.objects.standing().order_by().values("pk"))

    def confirmed(self):
        """Those that have joined, wholly or but for some sections: they are reminded no more."""
        return self.standing().filter(state__in=[JoiningState.JOINED, JoiningState.DIFFERS])


class Joining(Advancing, models.Model):
    """One body's word on the joint answer that names it. Once said it never changes; a later one replaces it."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="joinings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="joinings")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    # Where the body was asked; empty when the portal knows no address of it.
    email = models.EmailField(blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Who said it for the body, in the words of that day.
    answered_by = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)
    number = models.CharField(max_length=30, unique=True, null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=JoiningState, default=JoiningState.ASKED)

    steps = JOINING_STEPS
    objects = JoiningQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "organisation"], condition=Q(replaces=None), name="body_is_asked_to_join_once"
            ),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(answered_at__isnull=False, number__isnull=False),
                name="said_joining_has_a_receipt",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.response}"

    @property
    def is_said(self):
        return self.state != JoiningState.ASKED


class JoiningPoint(models.Model):
    """Where a body differs from the joint answer: one section, with a stance or a comment of its own."""

    joining = models.ForeignKey(Joining, on_delete=models.PROTECT, related_name="points")
    section = models.ForeignKey(VersionSection, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=25, choices=Stance, default=Stance.NOT_STATED)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["section__order"]
        constraints = [
            models.UniqueConstraint(fields=["joining", "section"], name="body_differs_on_a_section_once"),
            models.CheckConstraint(condition=~Q(comment="") | ~Q(stance="not_stated"), name="point_says_something"),
        ]

    def __str__(self):
        return f"{self.joining}: {self.section}"


class JoiningEvent(models.Model):
    """What happened: asked, and what was said. Never changed."""

    joining = models.ForeignKey(Joining, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.joining}: {self.transition}"

    @property
    def label(self):
        """What happened, in words."""
        return JOINING_EVENTS.get(self.transition, self.transition)


def joint_answers(*, consultation, organisation):
    """Standing joint answers in the name of a body, but for those that it has said are not its own.

    Both may be values or OuterRefs.
    """
    declined = Joining.objects.current().filter(
        response=OuterRef("pk"), organisation=_outer(organisation), state=JoiningState.DECLINED
    )
    standing = Response.objects.standing().filter(consultation=consultation, joint_with=organisation)
    return standing.filter(~Exists(declined))


def _outer(reference):
    return OuterRef(reference) if isinstance(reference, OuterRef) else reference


def joinings_of(response):
    """The last word of each body that a joint answer names, with all that it says."""
    said = response.joinings.current().select_related("organisation")
    return said.prefetch_related("points__section").order_by("organisation__sort_key", "pk")
