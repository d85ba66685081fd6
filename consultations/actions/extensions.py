"""*Anstånd*: a body asks for more time, the project leader decides."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations import notifications, reminders
from consultations.models import Extension
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications import actions as letters

# While the answers can still be taken into the compilation.
STATES = {RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSED, RoundState.PROCESSING}
# What has been asked for may be granted after that too, but not without a second word.
GRANTED_IN = STATES | {RoundState.COMPILED}


class ExtensionNotAllowedError(Exception):
    """The extension cannot be asked for, or not be decided so; the message says why."""


class AfterCompilationError(ExtensionNotAllowedError):
    """The day lies after the answers have been put together: it takes a second confirmation (DOMAIN.md §3.7)."""


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
def grant_extension(extension, *, last_day, by, is_confirmed=False) -> None:
    """Grant it, until this day. Unsent reminders of the old deadline are stopped; the new deadline plans its own.

    A day after the freezing of the compilation is granted only when it `is_confirmed`: else AfterCompilationError.
    """
    invitation = extension.invitation
    if invitation.consultation.state not in GRANTED_IN:
        raise ExtensionNotAllowedError(_("The answers have been compiled. An answer is still received, as a late one."))
    if last_day <= invitation.deadline.last_day or last_day < clock.today():
        raise ExtensionNotAllowedError(_("Choose a day after the present last day."))
    if not is_confirmed:
        _refuse_after_compilation(invitation.consultation, last_day)
    _decide(extension, by=by, granted=True, last_day=last_day)
    letters.stop(f"invitation:{invitation.pk}", kinds=reminders.TO_BODIES)
    # The property remembers the old deadline.
    del invitation.deadline
    letters.owe_all([notifications.extension_decision(extension)])


def _refuse_after_compilation(consultation, last_day):
    if consultation.state == RoundState.COMPILED:
        raise AfterCompilationError(
            _("The compilation is approved: an answer that comes now is not in it. Confirm that you give more time.")
        )
    freeze = consultation.compilation_day
    if freeze and last_day >= freeze:
        day = date_format(freeze, "j F Y")
        raise AfterCompilationError(
            _("The compilation is frozen on %(day)s. Choose an earlier day, or confirm that you give more time.")
            % {"day": day}
        )


@transaction.atomic
def set_compilation_day(consultation, day, *, by) -> None:
    """Say from which day on the answers are put together, or with None that it is not decided."""
    if day and day <= consultation.last_day:
        raise ExtensionNotAllowedError(_("Choose a day after the last day to answer."))
    consultation.compilation_day = day
    consultation.save(update_fields=["compilation_day"])
    reason = date_format(day, "j F Y") if day else ""
    consultation.events.create(transition="set_compilation_day", by=by, reason=reason)


@transaction.atomic
def refuse_extension(extension, *, reason, by) -> None:
    """Refuse it, with a reason that the body is told; the deadline stands."""
    if not reason.strip():
        raise ExtensionNotAllowedError(_("Say why not. The reason is sent to the body."))
    _decide(extension, by=by, granted=False, last_day=None, decision_reason=reason.strip())
    letters.owe_all([notifications.extension_decision(extension)])


def _decide(extension, *, by, **decision):
    decision |= {"decided_by": by, "decided_at": clock.now()}
    # Compare and swap: of two who decide at once, only one gets through.
    if not Extension.objects.filter(pk=extension.pk, granted=None).update(**decision):
        raise ExtensionNotAllowedError(_("Somebody else has decided this request already."))
    for name, value in decision.items():
        setattr(extension, name, value)
