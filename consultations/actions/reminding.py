"""Owing the reminders that are due, and asking once more in the moment of sending (DESIGN.md promise 5)."""

from django.db import connection, transaction

from consultations import notifications
from consultations.models import Invitation, InvitationState
from consultations.reminders import KINDS, Plan
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter

# One tick at a time; any fixed number that no other lock of the portal uses.
TICK = 7_280_001


@transaction.atomic
def owe_due_reminders() -> int:
    """Owe every reminder that is due and not yet owed. Twice, late, or by two at once gives the same letters."""
    if not _is_alone():
        return 0
    due = {_name(invitation, kind, plan): (invitation, kind, plan) for invitation, kind, plan in _due(clock.now())}
    known = _known(due)
    unseen = [due[name] for name in due.keys() - known.keys()]
    _cancel_older(unseen)
    letters.owe_all([notifications.reminder(invitation, kind, plan.deadline) for invitation, kind, plan in unseen])
    _revive([pk for name, (pk, is_cancelled) in known.items() if name in due and is_cancelled])
    return len(unseen)


def _is_alone():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TICK])
        return cursor.fetchone()[0]


def _due(now):
    """(invitation, kind, plan) of all who have a reminder coming now."""
    plans = [(invitation, Plan.of(invitation)) for invitation in Invitation.objects.to_remind().with_plan()]
    return [(invitation, kind, plan) for invitation, plan in plans if (kind := plan.due(now))]


def _name(invitation, kind, plan):
    return (invitation.contact_email.lower(), kind, _about(invitation.pk), plan.deadline.ends)


def _about(pk):
    return f"invitation:{pk}"


def _known(due):
    """The letters that stand already, by their name; most minutes these are all of them."""
    if not due:
        return {}
    found = Letter.objects.filter(about__in={name[2] for name in due}, kind__in=KINDS.values())
    rows = found.values_list("recipient", "kind", "about", "deadline", "pk", "cancelled_at")
    return {row[:4]: (row[4], row[5] is not None) for row in rows}


def _cancel_older(unseen):
    """After an outage of the mail server an earlier reminder may still wait: the nearer one takes its place."""
    if unseen:
        about = [_about(invitation.pk) for invitation, _kind, _plan in unseen]
        Letter.objects.filter(about__in=about, kind__in=KINDS.values()).cancel()


def _revive(pks):
    """Stopped by an answer that has been withdrawn since, or by a deadline that was moved back."""
    if pks:
        Letter.objects.filter(pk__in=pks).owe_again()


def reminder_is_still_owed(letter) -> bool:
    """Asked in the moment of sending: an answer, a moved deadline or a nearer reminder may have come between."""
    invitation = Invitation.objects.to_remind().with_plan().filter(pk=_pk(letter)).first()
    if invitation is None:
        return False
    plan = Plan.of(invitation)
    return plan.deadline.ends == letter.deadline and plan.due(clock.now()) == letter.kind


def invitation_is_still_owed(letter) -> bool:
    """As long as the round is open."""
    return Invitation.objects.filter(pk=_pk(letter), consultation__state=RoundState.OPEN).exists()


def move_is_still_owed(letter) -> bool:
    """Unless the body has answered since, or the last day has been moved once more."""
    invitation = Invitation.objects.unanswered().filter(pk=_pk(letter)).select_related("consultation").first()
    return invitation is not None and invitation.consultation.deadline.ends == letter.deadline


def note_bounce(letter) -> None:
    """The address that we have does not work: officials see it on the round's page."""
    reached_at = Invitation.objects.filter(pk=_pk(letter), contact_email__iexact=letter.recipient)
    reached_at.update(state=InvitationState.BOUNCED)


def _pk(letter):
    return int(letter.about.partition(":")[2])
