"""Pausing a round and resuming it (DOMAIN.md §3.8, 25). Answers are received all the while; nobody is reminded."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications, reminders
from consultations.actions.refusals import DeadlineNotMovedError, RoundNotReadyError
from consultations.deadlines import Deadline
from consultations.models import Consultation, InvitationState
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError


@transaction.atomic
def pause_round(consultation: Consultation, *, reason: str, by) -> None:
    """Let the round rest. All invited are told once; what else waits to be sent to them is stopped."""
    if not reason.strip():
        raise RoundNotReadyError([_("Say why the consultation is paused. The reason is sent to all invited.")])
    consultation.advance(RoundTransition.PAUSE, by=by, reason=reason)
    invited = _invited(consultation)
    _waiting(invited).cancel()
    ordinal = _times(consultation, RoundTransition.PAUSE)
    letters.owe_all([notifications.paused(one, reason=reason, ordinal=ordinal) for one in invited])


@transaction.atomic
def resume_round(consultation: Consultation, *, reason: str, by, last_day: date | None = None) -> None:
    """Go on, with another last day where one is given. All invited are told once, and reminders are planned anew."""
    _refuse_resuming(consultation, reason, last_day)
    before = consultation.deadline
    if last_day and last_day != consultation.last_day:
        consultation.set_last_day(last_day, reason=reason, by=by)
    consultation.advance(RoundTransition.RESUME, by=by, reason=reason)
    invited = _invited(consultation)
    _waiting(invited).cancel()
    # An invitation that the pause held back is as needed as ever.
    _waiting(invited).filter(kind="invitation").owe_again()
    ordinal = _times(consultation, RoundTransition.RESUME)
    letters.owe_all([_resumed(one, before, reason, ordinal) for one in invited])


def _refuse_resuming(consultation, reason, last_day):
    if consultation.state != RoundState.PAUSED:
        raise TransitionNotAllowedError(RoundTransition.RESUME)
    if not reason.strip():
        raise RoundNotReadyError([_("Say what holds from now on. It is sent to all invited.")])
    if last_day and last_day < clock.today():
        raise DeadlineNotMovedError(_("The new last day has already passed."))
    if not last_day and consultation.last_day < clock.today():
        raise DeadlineNotMovedError(_("The last day passed during the pause. Choose a new one."))


def _resumed(invitation, before: Deadline, reason, ordinal):
    own = reminders.Plan.of(invitation).deadline
    return notifications.resumed(invitation, before=before, own=own, reason=reason, ordinal=ordinal)


def _invited(consultation):
    """All who have been told of the round, also those who have answered."""
    told = list(consultation.invitations.exclude(state=InvitationState.PLANNED).with_plan())
    for invitation in told:
        invitation.consultation = consultation
    return told


def _waiting(invited):
    return Letter.objects.filter(about__in=[f"invitation:{invitation.pk}" for invitation in invited])


def _times(consultation, transition):
    """How often it has been done before: a second pause is told of anew."""
    return consultation.events.filter(transition=transition).count() - 1
