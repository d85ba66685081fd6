"""What officials do with a round: open, close, withdraw, move its last day. See also `setting_up` and `inviting`."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import checks, notifications, reminders
from consultations.actions import compiling, inviting, reminding
from consultations.actions.extensions import (
    ExtensionNotAllowedError,
    ask_extension,
    grant_extension,
    refuse_extension,
)
from consultations.actions.inviting import AlreadyInvitedError, NewOrganisation, correct_contact, invite
from consultations.actions.pausing import pause_round, resume_round
from consultations.actions.refusals import DeadlineNotMovedError, RoundNotReadyError
from consultations.deadlines import Deadline
from consultations.models import Consultation, ConsultationEvent, InvitationState
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from strategy.workflow import State, Transition

__all__ = [
    "AlreadyInvitedError",
    "DeadlineNotMovedError",
    "ExtensionNotAllowedError",
    "NewOrganisation",
    "RoundNotReadyError",
    "ask_extension",
    "begin_processing",
    "close_round",
    "correct_contact",
    "grant_extension",
    "invite",
    "move_deadline",
    "open_round",
    "pause_round",
    "problems_before_opening",
    "refuse_extension",
    "resume_round",
    "take_step",
    "withdraw_round",
]


@transaction.atomic
def open_round(consultation, *, by) -> None:
    """Send the version out: the round opens, every invited body is owed its letter, and the text becomes public."""
    _hold_planned(consultation)
    if problems := problems_before_opening(consultation):
        raise RoundNotReadyError(problems)
    consultation.advance(RoundTransition.OPEN, by=by)
    consultation.opens_at = clock.now()
    consultation.save(update_fields=["opens_at"])
    consultation.version.advance(Transition.SEND_OUT, by=by)
    inviting.send_planned(consultation)


def _hold_planned(consultation):
    # Held and read anew: whoever comes second hears that somebody was faster, not that the version is used up; and
    # what is checked is what is sent out, also when somebody saved another step meanwhile.
    held = Consultation.objects.select_for_update(of=("self",)).filter(pk=consultation.pk)
    if held.values_list("state", flat=True).get() != RoundState.PLANNED:
        raise TransitionNotAllowedError(RoundTransition.OPEN)
    consultation.refresh_from_db(from_queryset=Consultation.objects.select_related("version"))


def problems_before_opening(consultation) -> list[str]:
    """What stands between this round and its opening (DOMAIN.md §3.5), a sentence for each."""
    return [problem.text for problem in checks.problems(consultation)]


@transaction.atomic
def close_round(consultation, *, by) -> None:
    """Close it when the last day is over. Late answers are received all the same."""
    if consultation.state == RoundState.OPEN and consultation.deadline.includes(clock.now()):
        raise RoundNotReadyError([_("The last day to answer is not over. Whoever is still writing relies on it.")])
    consultation.advance(RoundTransition.CLOSE, by=by)


@transaction.atomic
def begin_processing(consultation, *, by) -> None:
    """Begin to weigh the answers; the text is then being reworked."""
    consultation.advance(RoundTransition.PROCESS, by=by)
    if consultation.version.state == State.ON_CONSULTATION:
        consultation.version.advance(Transition.REWORK, by=by)


@transaction.atomic
def withdraw_round(consultation, *, reason, by) -> None:
    """Stop the round; whoever has been invited is told, and nothing more is sent."""
    if not reason.strip():
        raise RoundNotReadyError([_("Say why the consultation is withdrawn. The reason is sent to all invited.")])
    consultation.advance(RoundTransition.WITHDRAW, by=by, reason=reason)
    invited = list(consultation.invitations.exclude(state=InvitationState.PLANNED).select_related("organisation"))
    _letters_about(invited).cancel()
    for invitation in invited:
        invitation.consultation = consultation
    letters.owe_all([notifications.withdrawn(invitation, reason=reason) for invitation in invited])


def _letters_about(invitations):
    return Letter.objects.filter(about__in=[f"invitation:{invitation.pk}" for invitation in invitations])


def take_step(consultation, transition, *, by, reason="", last_day=None, signed_by="", despite_gaps=False) -> None:
    """Take one step of the workflow with all that follows from it."""
    match RoundTransition(transition):
        case RoundTransition.OPEN:
            open_round(consultation, by=by)
        case RoundTransition.PAUSE:
            pause_round(consultation, reason=reason, by=by)
        case RoundTransition.RESUME:
            resume_round(consultation, reason=reason, last_day=last_day, by=by)
        case RoundTransition.CLOSE:
            close_round(consultation, by=by)
        case RoundTransition.PROCESS:
            begin_processing(consultation, by=by)
        case RoundTransition.COMPILE:
            compiling.approve(consultation, signed_by=signed_by, by=by, despite_gaps=despite_gaps)
        case RoundTransition.PUBLISH:
            compiling.publish(consultation, by=by)
        case RoundTransition.FINISH:
            compiling.finish(consultation, by=by)
        case RoundTransition.WITHDRAW:
            withdraw_round(consultation, reason=reason, by=by)


@transaction.atomic
def move_deadline(consultation, last_day, *, reason, by) -> None:
    """Move the last day: the old one and the reason are kept, and every body that has not answered is told."""
    _refuse_move(consultation, last_day, reason)
    before = consultation.last_day
    consultation.set_last_day(last_day, reason=reason, by=by)
    if consultation.state == RoundState.OPEN:
        _tell_of_move(consultation, before, reason)


def _refuse_move(consultation, last_day, reason):
    if consultation.state not in {RoundState.PLANNED, RoundState.OPEN}:
        raise TransitionNotAllowedError(ConsultationEvent.MOVE_DEADLINE)
    if not reason.strip():
        raise DeadlineNotMovedError(_("Say why the last day is moved. The reason is sent to all invited."))
    if last_day < clock.today():
        raise DeadlineNotMovedError(_("The new last day has already passed."))
    if last_day == consultation.last_day:
        raise DeadlineNotMovedError(_("This is the last day already."))


def _tell_of_move(consultation, before, reason):
    waiting = consultation.invitations.unanswered().exclude(state=InvitationState.PLANNED)
    invited = list(waiting.with_plan())
    old = _letters_about(invited).filter(kind__in=reminders.KINDS.values(), deadline=Deadline(before).ends)
    old.cancel()
    ordinal = reminding.number_of_moves(consultation)
    letters.owe_all(
        [
            notifications.moved_deadline(
                invitation,
                before=Deadline(before),
                reason=reason,
                own=reminders.Plan.of(invitation).deadline,
                ordinal=ordinal,
            )
            for invitation in invited
        ]
    )
