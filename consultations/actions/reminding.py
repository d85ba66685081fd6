"""Owing the reminders that are due, and asking once more in the moment of sending (DESIGN.md promise 5).

See also `reminding_writers` (of unsent drafts) and `concluding` (when the round is over).
"""

from collections import defaultdict
from itertools import batched

from django.db import connection, transaction

from consultations import clock_letters, notifications
from consultations.models import ConsultationEvent, Invitation, InvitationState, RoundPart
from consultations.reminders import DRAFT_KINDS, DRAFT_PART_KINDS, KINDS, PART_KINDS, Plan
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter

# One tick at a time; any fixed number that no other lock of the portal uses.
TICK = 7_280_001
# Owed in one transaction: a worker that dies leaves whole ones behind, and the letters of the first go out meanwhile.
AT_ONCE = 500


def owe_due_reminders(parts=None) -> int:
    """Owe every reminder that is due and not yet owed. Twice, late, or by two at once gives the same letters.

    `parts` are those ahead, where the caller has fetched them.
    """
    now, parts = clock.now(), parts_ahead() if parts is None else parts
    waiting = Invitation.objects.to_remind().with_plan()
    plans = [(one, plan) for one in waiting for plan in Plan.all_of(one, parts[one.consultation_id])]
    due = [(invitation, plan, kind) for invitation, plan in plans if (kind := plan.due(now))]
    return owe({_name(*one): _letter(*one) for one in due})


def parts_ahead():
    """{round: its parts whose last day is not over}."""
    ahead = RoundPart.objects.filter(consultation__state=RoundState.OPEN, last_day__gte=clock.today())
    return ahead.with_short_sections().by_round()


def _letter(invitation, plan, kind):
    if plan.parts:
        return (notifications.reminder_of_parts, invitation, kind, plan)
    return (notifications.reminder, invitation, kind, plan.deadline)


def _name(invitation, plan, kind):
    return (invitation.contact_email.lower(), kind, _about(invitation.pk), plan.deadline.ends)


def _about(pk):
    return f"invitation:{pk}"


def owe(due) -> int:
    """Owe letters that only the nearest moment gives: {(recipient, kind, about, deadline): (function, *arguments)}.

    Returns how many are new. Those that an answer or a moved deadline had stopped are owed again.
    """
    if not due:
        return 0
    known = _known(due)
    unseen = [name for name in due if name not in known]
    for names in batched(unseen, AT_ONCE, strict=False):
        if not _owe_some(names, due):
            return 0
    _revive([pk for name, (pk, is_cancelled) in known.items() if name in due and is_cancelled])
    return len(unseen)


@transaction.atomic
def _owe_some(names, due):
    if not is_alone():
        return False
    # Asked once more: another tick may have been at it until this moment.
    known = _known(names)
    unseen = [name for name in names if name not in known]
    _cancel_older(unseen)
    letters.owe_all([write(*arguments) for write, *arguments in (due[name] for name in unseen)])
    return True


def is_alone(lock=TICK) -> bool:
    """Whether no other tick is at work until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        return cursor.fetchone()[0]


def _known(due):
    """The letters that stand already, by their name; most minutes these are all of them."""
    found = Letter.objects.filter(about__in={name[2] for name in due}, kind__in={name[1] for name in due})
    rows = found.values_list("recipient", "kind", "about", "deadline", "pk", "cancelled_at")
    return {row[:4]: (row[4], row[5] is not None) for row in rows}


def _cancel_older(names):
    """After an outage of the mail server an earlier reminder may still wait: the nearer one takes its place."""
    if not names:
        return
    family = {kind.rpartition("_")[0] for _recipient, kind, _about, _deadline in names}
    kinds = [kind for kind in [*KINDS.values(), *DRAFT_KINDS.values()] if kind.rpartition("_")[0] in family]
    Letter.objects.filter(about__in={name[2] for name in names}, kind__in=kinds).cancel()
    # There may be parts with several days: the nearer reminder of one day says nothing of the others.
    for kinds in (PART_KINDS.values(), DRAFT_PART_KINDS.values()):
        of_parts = defaultdict(set)
        for _recipient, kind, about, deadline in names:
            if kind in kinds:
                of_parts[deadline].add(about)
        for deadline, about in of_parts.items():
            Letter.objects.filter(about__in=about, kind__in=kinds, deadline=deadline).cancel()


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


def reminder_of_parts_is_still_owed(letter) -> bool:
    """The same of a reminder by the last day of a part, which may have been moved too."""
    invitation = Invitation.objects.to_remind().with_plan().filter(pk=_pk(letter)).first()
    if invitation is None:
        return False
    _whole, *plans = Plan.all_of(invitation, invitation.consultation.parts.with_last_move())
    return any(plan.deadline.ends == letter.deadline and plan.due(clock.now()) == letter.kind for plan in plans)


def invitation_is_still_owed(letter) -> bool:
    """As long as the round is open."""
    return Invitation.objects.filter(pk=_pk(letter), consultation__state=RoundState.OPEN).exists()


def move_is_still_owed(letter) -> bool:
    """Unless the body has answered since, or the last day has been moved once more."""
    invitation = Invitation.objects.unanswered().filter(pk=_pk(letter)).select_related("consultation").first()
    if invitation is None or invitation.consultation.deadline.ends != letter.deadline:
        return False
    # Away and back again: the letter of the last move says it all.
    return letter.ordinal in {0, number_of_moves(invitation.consultation)}


def number_of_moves(consultation) -> int:
    """How often the last day has been moved."""
    return consultation.events.filter(transition=ConsultationEvent.MOVE_DEADLINE).count()


def pause_is_still_owed(letter) -> bool:
    """Unless the round goes on again, or has been withdrawn."""
    return Invitation.objects.filter(pk=_pk(letter), consultation__state=RoundState.PAUSED).exists()


def resuming_is_still_owed(letter) -> bool:
    """Unless the round rests once more, or the last day has been moved again."""
    found = Invitation.objects.filter(pk=_pk(letter), consultation__state=RoundState.OPEN)
    invitation = found.select_related("consultation").first()
    return invitation is not None and invitation.consultation.deadline.ends == letter.deadline


def note_bounce(letter) -> None:
    """The address that we have does not work: officials see it on the round's page, and the contact is told."""
    reached_at = Invitation.objects.filter(pk=_pk(letter), contact_email__iexact=letter.recipient)
    if reached_at.update(state=InvitationState.BOUNCED):
        invitation = reached_at.select_related("consultation", "organisation").get()
        letters.owe_all([clock_letters.address_bounced(invitation, letter)])


def note_that_it_works(letter) -> None:
    """An official has let the address free: the body is reminded again."""
    reached_at = Invitation.objects.filter(pk=_pk(letter), contact_email__iexact=letter.recipient)
    reached_at.filter(state=InvitationState.BOUNCED).update(state=InvitationState.SENT)


def _pk(letter):
    return int(letter.about.partition(":")[2])
