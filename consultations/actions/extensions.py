"""*Anstånd*: a body asks for more time, the project leader decides."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications, reminders
from consultations.models import Extension
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import actions as letters

# While the answers can still be taken into the compilation.
STATES = {RoundState.OPEN, RoundState.CLOSED, RoundState.PROCESSING}


class ExtensionNotAllowedError(Exception):
    """The extension cannot be asked for, or not be decided so; the message says why."""


@transaction.atomic
def ask_extension(invitation, *, asked_day, reason) -> Extension:
    """Ask for more time, with a reason. One request at a time; the region's contact is told."""
    if invitation.consultation.state not in STATES:
        raise ExtensionNotAllowedError(_("The consultation is not open."))
    if not reason.strip():
        raise ExtensionNotAllowedError(_("Say why you need more time."))
    if asked_day <= invitation.deadline.last_day:
        raise ExtensionNotAllowedError(_("Choose a day after your present last day."))
    # The row lock makes two clicks one request.
    type(invitation).objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.extensions.filter(granted=None).exists():
        raise ExtensionNotAllowedError(_("You have asked for more time already. We will answer as soon as we can."))
    extension = invitation.extensions.create(asked_day=asked_day, reason=reason)
    letters.owe_all([notifications.extension_asked(extension)])
    return extension


@transaction.atomic
def grant_extension(extension, *, last_day, by) -> None:
    """Grant it, until this day. Unsent reminders of the old deadline are stopped; the new deadline plans its own."""
    invitation = extension.invitation
    if invitation.consultation.state not in STATES:
        raise ExtensionNotAllowedError(_("The answers have been compiled. An answer is still received, as a late one."))
    if last_day <= invitation.deadline.last_day or last_day < clock.today():
        raise ExtensionNotAllowedError(_("Choose a day after the present last day."))
    _decide(extension, by=by, granted=True, last_day=last_day)
    letters.stop(f"invitation:{invitation.pk}", kinds=list(reminders.KINDS.values()))
    # The property remembers the old deadline.
    del invitation.deadline
    letters.owe_all([notifications.extension_decision(extension)])


@transaction.atomic
def refuse_extension(extension, *, by) -> None:
    """Refuse it; the deadline stands."""
    _decide(extension, by=by, granted=False, last_day=None)
    letters.owe_all([notifications.extension_decision(extension)])


def _decide(extension, *, by, **decision):
    decision |= {"decided_by": by, "decided_at": clock.now()}
    # Compare and swap: of two who decide at once, only one gets through.
    if not Extension.objects.filter(pk=extension.pk, granted=None).update(**decision):
        raise ExtensionNotAllowedError(_("Somebody else has decided this request already."))
    for name, value in decision.items():
        setattr(extension, name, value)
