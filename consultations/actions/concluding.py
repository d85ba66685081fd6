"""When a round is over: one letter to each body that was silent, and one to all who answered when it is finished."""

from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf

from consultations import clock_letters
from consultations.actions import reminding
from consultations.models import ConsultationEvent, Invitation, InvitationState, Response
from consultations.models.joining import joint_answers
from consultations.reminders import Plan, missing_answer_at
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter

MISSING, OUTCOME = "missing_answer", "outcome"
# After this long a letter would only puzzle its reader: a portal that was away so long keeps silent.
TIMELY = timedelta(days=28)
OVER = [RoundState.CLOSED, RoundState.PROCESSING]


def owe_missing_answers() -> int:
    """To each body that was silent, once, on the working day after the closing or after its own longer time."""
    now = clock.now()
    silent = [(one, Plan.of(one).deadline, one.closed_at) for one in _silent().exclude(_has_been_told())]
    due = [
        (clock_letters.missing_answer, invitation, deadline)
        for invitation, deadline, closed_at in silent
        if (at := _moment(deadline, closed_at)) <= now < at + TIMELY
    ]
    return _owe(due)


def _silent():
    """Bodies of closed rounds from which nothing has come: no answer of their own, and no joint one in their name."""
    joint = joint_answers(consultation=OuterRef("consultation"), organisation=OuterRef("organisation"))
    closed = ConsultationEvent.objects.filter(
        consultation=OuterRef("consultation"), transition=RoundTransition.CLOSE
    ).order_by("-at")
    told = Invitation.objects.unanswered().filter(state=InvitationState.SENT, consultation__state__in=OVER)
    return (
        told.filter(~Exists(joint))
        .with_plan()
        .annotate(closed_at=Subquery(closed.values("at")[:1]))
        .filter(closed_at__isnull=False)
    )


def _has_been_told():
    about = Concat(Value("invitation:"), Cast(OuterRef("pk"), CharField()))
    return Q(Exists(Letter.objects.filter(kind=MISSING, about=about)))


def _moment(deadline, closed_at) -> datetime:
    return missing_answer_at(deadline, closed_at.astimezone(clock.STOCKHOLM).date())


def missing_answer_is_still_owed(letter) -> bool:
    """Asked in the moment of sending: a late answer may have come between, or more time been granted."""
    invitation = _silent().filter(pk=int(letter.about.partition(":")[2])).first()
    return invitation is not None and not Plan.of(invitation).deadline.includes(clock.now())


def owe_outcomes() -> int:
    """To each address from which a standing answer came, once, when the round is finished."""
    newest = {}
    for response in _answers().exclude(_knows_outcome()).order_by("received_at", "pk"):
        newest[response.consultation_id, response.address] = response
    return _owe([(clock_letters.outcome, response, response.address) for response in newest.values()])


def _answers():
    """Standing answers to rounds that were lately finished, with where to write; never those of protected people."""
    finished = ConsultationEvent.objects.filter(
        consultation=OuterRef("consultation"), transition=RoundTransition.FINISH, at__gte=clock.now() - TIMELY
    )
    own = Response.objects.standing().filter(is_protected=False, consultation__state=RoundState.FINISHED)
    where = Coalesce(NullIf(Lower("sender_email"), Value("")), Lower("organisation__registry_email"), Value(""))
    found = own.filter(Exists(finished)).annotate(address=where).exclude(address="")
    return found.select_related("consultation", "organisation")


def _knows_outcome():
    about = Concat(Value("round:"), Cast(OuterRef("consultation_id"), CharField()))
    return Q(Exists(Letter.objects.filter(kind=OUTCOME, about=about, recipient=OuterRef("address"))))


def outcome_is_still_owed(letter) -> bool:
    """Asked in the moment of sending: the answer may have been taken back."""
    return _answers().filter(address=letter.recipient, consultation=int(letter.about.partition(":")[2])).exists()


def _owe(due):
    owed = 0
    for some in batched(due, reminding.AT_ONCE, strict=False):
        with transaction.atomic():
            if not reminding.is_alone():
                return owed
            owed += len(letters.owe_all([write(*arguments) for write, *arguments in some]))
    return owed
