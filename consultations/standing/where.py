"""How far it has come with each invited body (DOMAIN.md §3.5), computed in the database and said in words here only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import BooleanField, Case, CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models import Value as V
from django.db.models.functions import Coalesce, Greatest, Lower
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models import (
    Extension,
    Invitation,
    InvitationState,
    Joining,
    LinkKind,
    Response,
    ResponseLink,
    Stance,
)
from consultations.models.joining import joint_answers
from consultations.reminders import Plan, next_of
from consultations.workflow import JoiningState, RoundState
from rus_portal import clock
from rus_portal.notifications.models import PausedAddress


class Where(models.TextChoices):
    """The first of these that is true of an invited body; the words want a day where they name one."""

    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declines")
    PLANNED = "planned", _("Planned, not sent yet")
    JOINT = "joint", _("Only in a joint answer")
    BOUNCED = "bounced", _("Letter came back")
    PAUSED = "paused", _("Address paused")
    ASKS = "asks", _("Asks for time to %(day)s")
    NO_ANSWER = "no_answer", _("No answer")
    EXTENDED = "extended", _("Extension to %(day)s")
    REFUSED = "refused", _("Extension refused")
    OWED = "owed", _("Letter on its way")
    RECEIVED = "received", pgettext_lazy("of an invitation", "Received %(day)s")
    SENT = "sent", pgettext_lazy("of an invitation", "Sent %(day)s")


# What those that name a day are called where there is none to name.
WITHOUT_DAY = {
    Where.ASKS: _("Request for more time"),
    Where.NO_ANSWER: _("No answer, and the last day is over"),
    Where.EXTENDED: _("Has more time, has not answered yet"),
    Where.RECEIVED: _("Invitation received, nothing more"),
    Where.SENT: pgettext_lazy("of an invitation", "Sent"),
}
# How each is marked: the kinds of the tag component.
MARKS = {
    Where.ANSWERED: "done",
    Where.DECLINED: "frozen",
    Where.JOINT: "info",
    Where.BOUNCED: "stop",
    Where.PAUSED: "stop",
    Where.ASKS: "soon",
    Where.NO_ANSWER: "frozen",
    Where.EXTENDED: "info",
    Where.REFUSED: "plain",
    Where.RECEIVED: "open",
    Where.SENT: "plain",
}


def located(invitations):
    """Annotate `where` and what it is made of, for any number of invitations in the one query that fetches them."""
    return (
        invitations.with_plan()
        .select_related("letter")
        .annotate(
            answer_stance=Subquery(_own_answers().values("stance")[:1]),
            in_joint=Exists(_joint_answers()),
            said_of_joint=Subquery(_joinings().values("state")[:1]),
            asked_day=Subquery(_extensions(granted=None).values("asked_day")[:1]),
            was_refused=Exists(_extensions(granted=False)),
            at_paused_address=Exists(PausedAddress.objects.active().filter(address=Lower(OuterRef("contact_email")))),
        )
        .annotate(
            heard=_heard(),
            joining=_joining(),
            asks=_is(asked_day__isnull=False),
            granted=_is(extended_to__isnull=False),
            refused=ExpressionWrapper(Q(was_refused=True, extended_to=None), BooleanField()),
            is_bounced=ExpressionWrapper(_BOUNCED, BooleanField()),
            is_delivered=ExpressionWrapper(_DELIVERED & ~_BOUNCED, BooleanField()),
            is_confirmed=_is(confirmed_at__isnull=False),
            own_day=Greatest(F("consultation__last_day"), F("extended_to")),
        )
        .annotate(where=_where(clock.today()))
    )


_BOUNCED = Q(state=InvitationState.BOUNCED) | Q(letter__bounced_at__isnull=False) | Q(letter__failed_at__isnull=False)
# An invitation from before letters were known by their rows counts as sent.
_DELIVERED = Q(state=InvitationState.SENT) & (Q(letter=None) | Q(letter__sent_at__isnull=False))


def _is(**facts):
    return ExpressionWrapper(Q(**facts), BooleanField())


def _own_answers():
    """The body's standing answers, the newest first; a supplement does not hide what it supplements."""
    supplement = ResponseLink.objects.filter(later=OuterRef("pk"), kind=LinkKind.SUPPLEMENTS)
    own = Response.objects.standing().filter(~Exists(supplement), invitation=OuterRef("pk"))
    return own.order_by("-received_at", "-pk")


def _joint_answers():
    return joint_answers(consultation=OuterRef("consultation"), organisation=OuterRef("organisation"))


def _joinings():
    """What the body has said of the joint answers that name it: a yes goes before silence, silence before a no."""
    best = [JoiningState.JOINED, JoiningState.DIFFERS, JoiningState.ASKED]
    rank = Case(*(models.When(state=state, then=V(n)) for n, state in enumerate(best)), default=V(len(best)))
    said = Joining.objects.standing().filter(
        response__consultation=OuterRef("consultation"), organisation=OuterRef("organisation")
    )
    return said.order_by(rank, "-pk")


def _joining():
    """How it stands with the joint answers that name the body; one from before bodies were asked has asked nobody."""
    named = models.When(in_joint=True, then=V(JoiningState.ASKED.value))
    return Coalesce(F("said_of_joint"), Case(named, default=V("")), output_field=CharField())


def _extensions(**facts):
    return Extension.objects.filter(invitation=OuterRef("pk"), **facts).order_by("-pk")


def _heard():
    """Each body once: its own answer goes before a joint one (scenario 9)."""
    return Case(
        models.When(answer_stance=Stance.DECLINES, then=V("declined")),
        models.When(answer_stance__isnull=False, then=V("answered")),
        models.When(in_joint=True, then=V("joint")),
        default=V("silent"),
        output_field=CharField(),
    )


def _where(today):
    steps = [
        (Where.ANSWERED, Q(heard="answered")),
        (Where.DECLINED, Q(heard="declined")),
        (Where.PLANNED, Q(state=InvitationState.PLANNED)),
        (Where.JOINT, Q(heard="joint")),
        (Where.BOUNCED, Q(is_bounced=True)),
        (Where.PAUSED, Q(at_paused_address=True)),
        (Where.ASKS, Q(asks=True)),
        (Where.NO_ANSWER, Q(own_day__lt=today)),
        (Where.EXTENDED, Q(extended_to__gt=F("consultation__last_day"))),
        (Where.REFUSED, Q(refused=True)),
        (Where.OWED, Q(is_delivered=False)),
        (Where.RECEIVED, Q(is_confirmed=True)),
    ]
    whens = [models.When(condition, then=V(where.value)) for where, condition in steps]
    return Case(*whens, default=V(Where.SENT.value), output_field=CharField())


@dataclass(frozen=True)
class Row:
    """One invited body of a list, fetched by `rows` or `page_rows`."""

    invitation: Invitation
    now: datetime
    parts: list

    @property
    def organisation(self):
        return self.invitation.organisation

    @property
    def state(self) -> Where:
        """How far it has come."""
        return Where(self.invitation.where)

    @property
    def words(self):
        """The state in words: the one place that says it."""
        day = date_format(self._day, "j F") if self._day else ""
        return (self.state.label % {"day": day}).strip()

    @property
    def mark(self):
        """The kind of tag that the state is shown by."""
        return MARKS.get(self.state, "waiting")

    @property
    def _day(self):
        """The day that the words name."""
        invitation = self.invitation
        day = {
            Where.ASKS: invitation.asked_day,
            Where.EXTENDED: self.longer_until,
            Where.RECEIVED: invitation.confirmed_at,
            Where.SENT: (invitation.letter and invitation.letter.sent_at) or invitation.sent_at,
        }.get(self.state)
        return day.astimezone(clock.STOCKHOLM) if isinstance(day, datetime) else day

    @property
    def why(self):
        """What the mail server said, for a letter that came back: the invitation, or a later one."""
        letter = self.invitation.letter
        said = letter.failure if letter and self.invitation.is_bounced else ""
        return said or self.invitation.paused_because or ""

    @cached_property
    def plan(self):
        return Plan.of(self.invitation)

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
        waits = invitation.heard in {"silent", "joint"} and invitation.state == InvitationState.SENT
        has_joined = invitation.joining in {JoiningState.JOINED, JoiningState.DIFFERS}
        if not waits or has_joined or invitation.at_paused_address:
            return None
        after_it = {RoundState.CLOSED, RoundState.PROCESSING, RoundState.COMPILED}
        runs_on = self.longer_until and invitation.consultation.state in after_it
        runs = invitation.consultation.state == RoundState.OPEN or runs_on
        return next_of(Plan.all_of(invitation, self.parts), self.now) if runs else None


def rows(consultation) -> list[Row]:
    """Every invited body in Swedish order, in one query whatever their number."""
    return page_rows(in_swedish_order(located(consultation.invitations.all())))


def in_swedish_order(invitations):
    return invitations.order_by("organisation__sort_key", "pk")


def page_rows(invitations) -> list[Row]:
    """Rows of `located` invitations, with what only a shown list needs of their answers."""
    own = _own_answers()
    comments = own.annotate(n=Count("comments")).values("n")
    paused = PausedAddress.objects.active().filter(address=Lower(OuterRef("contact_email")))
    shown = invitations.annotate(
        paused_because=Subquery(paused.values("reason")[:1]),
        answer_number=Subquery(own.values("receipt_number")[:1]),
        answered_at=Subquery(own.values("received_at")[:1]),
        comment_count=Subquery(comments[:1]),
    )
    found, now = list(shown), clock.now()
    # A list is of one round.
    parts = list(found[0].consultation.parts.with_last_move()) if found else []
    return [Row(invitation, now, parts) for invitation in found]
