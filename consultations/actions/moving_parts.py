"""Moving the last day of one part of a round (DOMAIN.md §3.7); that of the whole is moved in `rounds`."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications
from consultations.actions.refusals import DeadlineNotMovedError
from consultations.deadlines import Deadline
from consultations.models import Consultation, ConsultationEvent, InvitationState, RoundPart
from consultations.reminders import PART_KINDS, Plan
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError


@transaction.atomic
def move_part(part: RoundPart, last_day: date, *, reason: str, by) -> None:
    """Move a part's last day: the old one and the reason are kept, and every body that waits for it is told.

    Only while the round is open: before that the part is simply changed. Not told are those that have answered, and
    those whose own longer time covers the parts too.
    """
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=part.consultation_id)
    part.consultation = held
    _refuse(part, last_day, reason)
    before = part.deadline
    move = part.set_last_day(last_day, reason=reason, by=by)
    waiting = _waiting(held, held.invitations.all())
    _write_reminders_anew(waiting, {before, part.deadline})
    letters.owe_all([notifications.moved_part(invitation, move=move) for invitation in waiting])


def _refuse(part, last_day, reason):
    if part.consultation.state != RoundState.OPEN:
        raise TransitionNotAllowedError(ConsultationEvent.MOVE_PART)
    if not reason.strip():
        raise DeadlineNotMovedError(_("Say why the last day is moved. The reason is sent to all invited."))
    if last_day < clock.today():
        raise DeadlineNotMovedError(_("The new last day has already passed."))
    if last_day == part.last_day:
        raise DeadlineNotMovedError(_("This is the last day already."))
    if last_day > part.consultation.last_day:
        raise DeadlineNotMovedError(_("A part cannot have a later last day than the whole."))


def _waiting(consultation, invitations):
    """Those of the bodies for which the days of the parts hold, and that have not answered."""
    unanswered = invitations.unanswered().exclude(state=InvitationState.PLANNED)
    found = [one for one in unanswered.with_plan() if Plan.of(one).deadline <= consultation.deadline]
    for invitation in found:
        invitation.consultation = consultation
    return found


def _write_reminders_anew(invitations, deadlines: set[Deadline]):
    # They name the parts that have this day: what has not gone out is written again by the next tick, if it is owed.
    about = [f"invitation:{invitation.pk}" for invitation in invitations]
    unsent = Letter.objects.filter(sent_at=None, failed_at=None, about__in=about, kind__in=PART_KINDS.values())
    unsent.filter(deadline__in=[deadline.ends for deadline in deadlines]).delete()


def move_is_still_owed(letter: Letter) -> bool:
    """Unless the body has answered or been given more time since, or that part has been moved once more."""
    move = ConsultationEvent.objects.filter(pk=letter.ordinal).select_related("part__consultation").first()
    if move is None or move.part.deadline.ends != letter.deadline or move.part.events.filter(pk__gt=move.pk).exists():
        return False
    consultation = move.part.consultation
    own = consultation.invitations.filter(pk=letter.about.removeprefix("invitation:"))
    return consultation.state == RoundState.OPEN and bool(_waiting(consultation, own))
