"""How a round stands: who has answered, who declines, who is silent. Read from the answers each time, kept nowhere."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from consultations.models import (
    Extension,
    Invitation,
    InvitationState,
    LinkKind,
    Response,
    ResponseLink,
    SenderKind,
    Stance,
)
from consultations.reminders import Plan
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import Category

# The drawn bar of the answers is this wide.
BAR = 120


@dataclass(frozen=True)
class Row:
    """One invited body. There is no word for "has begun": nobody but the writers knows of a draft."""

    invitation: Invitation
    now: datetime

    @property
    def organisation(self):
        return self.invitation.organisation

    @cached_property
    def plan(self):
        return Plan.of(self.invitation)

    @property
    def state(self):
        """What is known of the body: the first of these that is true."""
        invitation = self.invitation
        if invitation.answer_number:
            return "declined" if invitation.answer_stance == Stance.DECLINES else "answered"
        if invitation.state != InvitationState.SENT:
            return str(invitation.state)
        if invitation.asked_day:
            return "asks"
        if self.longer_until:
            return "extended"
        return "joint" if invitation.is_joint else "silent"

    @property
    def stance_label(self):
        """The answer's stance in words."""
        return Stance(self.invitation.answer_stance).label

    @property
    def longer_until(self) -> date | None:
        """The last day of this body alone, when it has been given more time."""
        own = self.plan.deadline.last_day
        return own if own > self.invitation.consultation.last_day else None

    @property
    def next_reminder(self):
        """When the next one goes out, if nothing comes between."""
        invitation = self.invitation
        if invitation.answer_number or invitation.state != InvitationState.SENT:
            return None
        runs = invitation.consultation.state == RoundState.OPEN or (
            self.longer_until and invitation.consultation.state in {RoundState.CLOSED, RoundState.PROCESSING}
        )
        return self.plan.coming(self.now) if runs else None


def rows(consultation) -> list[Row]:
    """Every invited body in Swedish order, in one query whatever their number."""
    now = clock.now()
    return [Row(invitation, now) for invitation in _invitations(consultation)]


def _invitations(consultation):
    supplement = ResponseLink.objects.filter(later=OuterRef("pk"), kind=LinkKind.SUPPLEMENTS)
    standing = Response.objects.standing().filter(~Exists(supplement))
    own = standing.filter(invitation=OuterRef("pk")).order_by("-received_at", "-pk")
    joint = standing.filter(consultation=OuterRef("consultation"), joint_with=OuterRef("organisation"))
    asked = Extension.objects.filter(invitation=OuterRef("pk"), granted=None)
    comments = own.annotate(n=Count("comments")).values("n")
    return (
        Invitation.objects.filter(consultation=consultation)
        .with_plan()
        .annotate(
            answer_number=Subquery(own.values("receipt_number")[:1]),
            answer_stance=Subquery(own.values("stance")[:1]),
            answered_at=Subquery(own.values("received_at")[:1]),
            comment_count=Subquery(comments[:1]),
            asked_day=Subquery(asked.values("asked_day")[:1]),
            is_joint=Exists(joint),
        )
        .order_by("organisation__sort_key", "pk")
    )


def with_figures(consultations):
    """Annotate how many bodies are invited, how many of them have answered, and how many answers stand."""
    invited = Invitation.objects.filter(consultation=OuterRef("pk")).order_by()
    answered = invited.with_answer().filter(has_answered=True)
    standing = Response.objects.standing().filter(consultation=OuterRef("pk")).order_by()
    return consultations.annotate(
        invited_count=_count(invited), answered_count=_count(answered), response_count=_count(standing)
    )


def _count(of_one_round):
    counted = of_one_round.values("consultation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True)
class Figures:
    """Bodies that have answered, decline, or are silent. Each body is counted once."""

    answered: int
    declined: int
    silent: int

    @classmethod
    def of(cls, some_rows):
        """Count rows. In a joint answer only is silent here: the joint answer is counted for itself."""
        states = Counter(row.state for row in some_rows)
        answered, declined = states["answered"], states["declined"]
        return cls(answered, declined, states.total() - answered - declined)

    @property
    def invited(self):
        return self.answered + self.declined + self.silent

    @property
    def bar(self):
        """(kind, x, width) of the drawn bar, whose whole length is the invited."""
        parts, x = [], 0
        for kind in ("answered", "declined", "silent"):
            width = round(BAR * getattr(self, kind) / self.invited, 2) if self.invited else 0
            parts.append((kind, x, width))
            x = round(x + width, 2)
        return parts


def by_category(some_rows):
    """(group, figures) for each group with an invited body, in the order of the groups."""
    return [
        (category.label, Figures.of(own))
        for category in Category
        if (own := [row for row in some_rows if row.organisation.category == category])
    ]


def others(consultation):
    """How many have answered uninvited, and how many answers are joint: standing ones only."""
    standing = Response.objects.standing().filter(consultation=consultation)
    joint = Response.joint_with.through.objects.filter(response=OuterRef("pk"))
    return standing.aggregate(
        organisations=Count("pk", filter=Q(sender_kind=SenderKind.ORGANISATION)),
        persons=Count("pk", filter=Q(sender_kind=SenderKind.PERSON)),
        protected=Count("pk", filter=Q(sender_kind=SenderKind.PERSON, is_protected=True)),
        joint=Count("pk", filter=Q(Exists(joint))),
        all=Count("pk"),
    )


def uninvited_organisations(consultation):
    """The standing answers of organisations that were not invited."""
    standing = Response.objects.standing().filter(consultation=consultation, sender_kind=SenderKind.ORGANISATION)
    return standing.select_related("organisation").annotate(comment_count=Count("comments")).order_by("received_at")
