"""What officials do with a round: set it up, invite, open, close, move its last day. See also `extensions`."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from consultations import notifications, reminders
from consultations.actions.extensions import (
    ExtensionNotAllowedError,
    ask_extension,
    grant_extension,
    refuse_extension,
)
from consultations.deadlines import Deadline
from consultations.models import Consultation, ConsultationEvent, Invitation, InvitationState, Question
from consultations.workflow import RoundState, RoundTransition
from rus_portal import clock
from rus_portal.accounts.models import Category, Organisation
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
    "coverage_gaps",
    "create_round",
    "grant_extension",
    "invite",
    "move_deadline",
    "open_round",
    "problems_before_opening",
    "refuse_extension",
    "take_step",
    "withdraw_round",
]

# The six groups of the region's own page: law 2010:630, 8–9 §§, asks that they be heard.
EXPECTED = (
    Category.MUNICIPALITY,
    Category.STATE_AGENCY,
    Category.ACADEMIA,
    Category.BUSINESS,
    Category.CIVIL_SOCIETY,
    Category.YOUTH,
)


class RoundNotReadyError(Exception):
    """The step cannot be taken yet. `problems` says why, a sentence for each."""

    def __init__(self, problems):
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class NewOrganisation:
    """A body that the portal does not know yet; it is made when it is invited."""

    name: str
    category: str = Category.OTHER
    number: str = ""
    registry_email: str = ""


class AlreadyInvitedError(Exception):
    """The body is on the list already."""


class DeadlineNotMovedError(Exception):
    """The last day cannot become this day; the message says why."""


@transaction.atomic
def create_round(version, *, by, questions=(), **fields) -> Consultation:
    """A planned round on a version, with its questions as (label, text)."""
    consultation = Consultation.objects.create(version=version, **fields)
    Question.objects.bulk_create(
        Question(consultation=consultation, order=order, label=label, text=text)
        for order, (label, text) in enumerate(questions, start=1)
    )
    consultation.events.create(transition="create", by=by)
    return consultation


@transaction.atomic
def invite(consultation, organisation, *, contact_name, contact_email, by) -> Invitation:
    """Put a body on the list. Once the round is open, its letter goes out at once."""
    if consultation.state not in {RoundState.PLANNED, RoundState.OPEN}:
        raise TransitionNotAllowedError("invite")
    if isinstance(organisation, NewOrganisation):
        organisation = Organisation.objects.create(**asdict(organisation))
    invitation, is_new = Invitation.objects.get_or_create(
        consultation=consultation,
        organisation=organisation,
        defaults={"contact_name": contact_name, "contact_email": contact_email},
    )
    if not is_new:
        raise AlreadyInvitedError(organisation)
    if consultation.state == RoundState.OPEN:
        consultation.events.create(transition="invite", by=by, reason=str(organisation))
        _send_invitations([invitation])
    return invitation


@transaction.atomic
def correct_contact(invitation, *, contact_name, contact_email, by) -> Invitation:
    """Send the letter (again) to the right address, after a bounce or when somebody else shall have it."""
    letters.stop(f"invitation:{invitation.pk}", kinds=[*reminders.KINDS.values(), "invitation", "moved_deadline"])
    invitation.contact_name, invitation.contact_email = contact_name, contact_email
    invitation.save(update_fields=["contact_name", "contact_email"])
    if invitation.consultation.state == RoundState.OPEN:
        change = _("%(body)s: new contact address") % {"body": invitation.organisation}
        invitation.consultation.events.create(transition="correct_contact", by=by, reason=change)
        _send_invitations([invitation])
        Letter.objects.about(f"invitation:{invitation.pk}").filter(
            kind="invitation", recipient=contact_email.lower()
        ).owe_again()
    return invitation


def _send_invitations(invitations):
    letters.owe_all([notifications.invitation(invitation) for invitation in invitations])
    now = clock.now()
    for invitation in invitations:
        invitation.state, invitation.sent_at = InvitationState.SENT, now
    Invitation.objects.bulk_update(invitations, ["state", "sent_at"])


@transaction.atomic
def open_round(consultation, *, by) -> None:
    """Send the version out: the round opens, every invited body is owed its letter, and the text becomes public."""
    _refuse_unless_planned(consultation)
    if problems := problems_before_opening(consultation):
        raise RoundNotReadyError(problems)
    consultation.advance(RoundTransition.OPEN, by=by)
    consultation.opens_at = clock.now()
    consultation.save(update_fields=["opens_at"])
    consultation.version.advance(Transition.SEND_OUT, by=by)
    planned = consultation.invitations.filter(state=InvitationState.PLANNED)
    _send_invitations(list(planned.select_related("consultation__version", "organisation")))


def _refuse_unless_planned(consultation):
    # Read anew and held: whoever comes second hears that somebody was faster, not that the version is used up.
    held = Consultation.objects.select_for_update(of=("self",)).filter(pk=consultation.pk)
    if held.values_list("state", flat=True).get() != RoundState.PLANNED:
        raise TransitionNotAllowedError(RoundTransition.OPEN)


def problems_before_opening(consultation) -> list[str]:
    """What stands between this round and its opening (DOMAIN.md §3.5), a sentence for each."""
    version = consultation.version
    checks = [
        (version.sealed and version.hash, _("The version is not frozen: freeze it, so that it has a checksum.")),
        (version.state == State.FROZEN, _("The version has been sent out or abandoned before. Choose a new one.")),
        (consultation.letter, _("The cover letter is missing.")),
        (consultation.registry_number, _("The registry number is missing.")),
        (consultation.contact_name and consultation.contact_email, _("The contact person and address are missing.")),
        (consultation.personal_data, _("The text about personal data is missing.")),
        (consultation.last_day >= clock.today(), _("The last day to answer lies before the opening.")),
        (consultation.invitations.exists(), _("Nobody has been invited.")),
    ]
    return [problem for is_met, problem in checks if not is_met]


def coverage_gaps(consultation) -> list:
    """The expected groups without any invited body. A warning, not a hindrance."""
    invited = set(consultation.invitations.values_list("organisation__category", flat=True))
    return [category for category in EXPECTED if category not in invited]


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


def take_step(consultation, transition, *, by, reason="") -> None:
    """Take one step of the workflow with all that follows from it."""
    match RoundTransition(transition):
        case RoundTransition.OPEN:
            open_round(consultation, by=by)
        case RoundTransition.CLOSE:
            close_round(consultation, by=by)
        case RoundTransition.PROCESS:
            begin_processing(consultation, by=by)
        case RoundTransition.WITHDRAW:
            withdraw_round(consultation, reason=reason, by=by)
        case later:
            raise TransitionNotAllowedError(later)


@transaction.atomic
def move_deadline(consultation, last_day, *, reason, by) -> None:
    """Move the last day: the old one and the reason are kept, and every body that has not answered is told."""
    _refuse_move(consultation, last_day, reason)
    before = consultation.last_day
    unmoved = Consultation.objects.filter(pk=consultation.pk, last_day=before, state=consultation.state)
    if not unmoved.update(last_day=last_day):
        raise TransitionNotAllowedError(ConsultationEvent.MOVE_DEADLINE)
    consultation.last_day = last_day
    consultation.events.create(transition=ConsultationEvent.MOVE_DEADLINE, by=by, reason=reason, last_day_before=before)
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
    letters.owe_all(
        [
            notifications.moved_deadline(
                invitation, before=Deadline(before), reason=reason, own=reminders.Plan.of(invitation).deadline
            )
            for invitation in invited
        ]
    )
