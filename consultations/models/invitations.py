"""Who is invited, and who has been given more time."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consultations.deadlines import Deadline
from consultations.models.joining import Joining
from consultations.models.responses import Response
from consultations.models.rounds import Consultation, ConsultationEvent
from consultations.models.values import new_key
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.notifications.models import Letter


class InvitationState(models.TextChoices):
    """How far the letter has come. Answered, declined and silent are read from the answers, not kept twice."""

    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")


class InvitationQuerySet(models.QuerySet):
    def with_answer(self):
        """Annotate `has_answered`: a received answer that has not been withdrawn."""
        answers = Response.objects.standing().filter(invitation=OuterRef("pk"))
        return self.annotate(has_answered=Exists(answers))

    def unanswered(self):
        return self.with_answer().filter(has_answered=False)

    def with_plan(self):
        """Annotate what each body's own deadline and reminders depend on, for many rows at once."""
        granted = Extension.objects.filter(invitation=OuterRef("pk"), granted=True).order_by("-last_day")
        moved = ConsultationEvent.objects.filter(
            consultation=OuterRef("consultation"), transition__in=ConsultationEvent.TELLS_OF_THE_DEADLINE
        ).order_by("-at")
        return self.select_related("consultation", "organisation").annotate(
            extended_to=Subquery(granted.values("last_day")[:1]),
            extended_at=Subquery(granted.values("decided_at")[:1]),
            moved_at=Subquery(moved.values("at")[:1]),
        )

    def to_remind(self):
        """Sent and unanswered, while the round runs; after it only those whose extension runs on.

        Who has joined a joint answer has answered; who is only named in one has not.
        """
        joined = Joining.objects.confirmed().filter(
            response__consultation=OuterRef("consultation"), organisation=OuterRef("organisation")
        )
        extended = Extension.objects.filter(invitation=OuterRef("pk"), granted=True)
        after_it = [RoundState.CLOSED, RoundState.PROCESSING, RoundState.COMPILED]
        runs_on = Q(consultation__state__in=after_it) & Exists(extended)
        sent = self.unanswered().filter(~Exists(joined), state=InvitationState.SENT)
        return sent.filter(Q(consultation__state=RoundState.OPEN) | runs_on)


class Invitation(models.Model):
    """An invited body (*remissinstans*). There is no "started" state, and there never will be."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField()
    # The officials' own words about this body in this round.
    note = models.TextField(blank=True)
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.PLANNED)
    # When the latest invitation was owed: a reminder whose day lay before it is not owed.
    sent_at = models.DateTimeField(null=True, blank=True)
    # That invitation; whether it has been sent, waits or came back is read from it.
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # When somebody at the body clicked that the round has been received. Never read from opened letters.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "organisation"], name="body_is_invited_once")]

    def __str__(self):
        return str(self.organisation)

    @cached_property
    def deadline(self):
        """This body's own deadline: the round's, or the latest granted extension's when that is later."""
        # All of them, so that a list can fetch them at once: a body asks once or twice.
        granted = [one.last_day for one in self.extensions.all() if one.granted]
        return Deadline(max([self.consultation.last_day, *granted]))


class InvitationEvent(models.Model):
    """What was done with an invitation besides its letters: by officials, or by the body itself (`by` is empty)."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("Other contact")
        RESENT = "resent", _("Invitation sent again")
        NEW_LINK = "new_link", _("New link; the old one leads nowhere")
        PLACED = "placed", _("Group or area changed in the register")
        CONFIRMED = "confirmed", _("The body has confirmed that it has received the consultation")

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    # The contact before it was changed; the one that a letter went to again.
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.invitation}: {self.kind}"


class Extension(models.Model):
    """*Anstånd*: asked for with a reason, granted or refused."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="extensions")
    asked_day = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField(default=clock.now)
    granted = models.BooleanField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    # Why it was refused; the body reads it.
    decision_reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(last_day__isnull=False), name="granted_extension_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(granted=None, decided_at=None) | Q(granted__isnull=False, decided_at__isnull=False),
                name="extension_is_decided_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.invitation}: {self.asked_day}"
