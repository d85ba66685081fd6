"""Who is invited: put on the list, taken off it, written to again, at another address or by another link."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from consultations import notifications, reminders, writers
from consultations.models import Consultation, Invitation, InvitationEvent, InvitationState, new_key
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.accounts.models import Category, Organisation
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError

# Invitations that go out with the click itself; the tick of each minute sends the others, so many at a time.
AT_ONCE = 200
EACH_MINUTE = 1000
INVITING = {RoundState.PLANNED, RoundState.OPEN}
# What may still wait to be sent to a body, and is of no use at an address that was wrong.
WAITING = [*reminders.TO_BODIES, "invitation", "moved_deadline", "moved_part"]


@dataclass(frozen=True)
class NewOrganisation:
    """A body that the portal does not know yet; it is made when it is invited."""

    name: str
    category: str = Category.OTHER
    number: str = ""
    registry_email: str = ""
    area: str = ""


@dataclass(frozen=True)
class Contact:
    """A body of the register, and where its letters go."""

    organisation_id: int
    email: str
    name: str = ""
    note: str = ""


class AlreadyInvitedError(Exception):
    """The body is on the list already."""


class NotRemovableError(Exception):
    """The letter has gone out: the body has its link, and stays on the list."""


class NothingToSendError(Exception):
    """There is no letter to send (again): the round is not open, or the body has not been written to yet."""


@transaction.atomic
def invite(consultation, organisation, *, contact_name, contact_email, by, note="") -> Invitation:
    """Put a body on the list. Once the round is open, its letter goes out at once."""
    refuse_unless_inviting(consultation)
    if isinstance(organisation, NewOrganisation):
        organisation = Organisation.objects.create(**asdict(organisation))
    invitation, is_new = Invitation.objects.get_or_create(
        consultation=consultation,
        organisation=organisation,
        defaults={"contact_name": contact_name, "contact_email": contact_email, "note": note},
    )
    if not is_new:
        raise AlreadyInvitedError(organisation)
    if consultation.state == RoundState.OPEN:
        consultation.events.create(transition="invite", by=by, reason=str(organisation))
        send_invitations([invitation])
    return invitation


@transaction.atomic
def invite_many(consultation, contacts, *, by, reason="") -> int:
    """Put many bodies of the register on the list; those who stand there already are left as they are.

    Returns how many are new. In an open round the first letters go out at once, the others within minutes.
    """
    refuse_unless_inviting(consultation)
    made = [
        Invitation(
            consultation=consultation,
            organisation_id=contact.organisation_id,
            contact_name=contact.name,
            contact_email=contact.email,
            note=contact.note,
        )
        for contact in contacts
    ]
    Invitation.objects.bulk_create(made, ignore_conflicts=True, batch_size=2000)
    # A conflict leaves no trace in what bulk_create returns; the keys tell which rows came in.
    added = Invitation.objects.filter(key__in=[one.key for one in made]).count()
    if added:
        consultation.events.create(transition="invite_many", by=by, reason=reason or _bodies(added))
    if consultation.state == RoundState.OPEN:
        send_planned(consultation)
    return added


def _bodies(number):
    return _("%(number)d bodies") % {"number": number}


def refuse_unless_inviting(consultation):
    """Raise TransitionNotAllowedError where nobody can be invited (any more)."""
    if consultation.state not in INVITING:
        raise TransitionNotAllowedError("invite")


@transaction.atomic
def uninvite(invitation, *, by) -> None:
    """Take a body off the list, while no letter has gone out."""
    held = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk, state=InvitationState.PLANNED)
    if not held.exists() or invitation.consultation.state not in INVITING:
        raise NotRemovableError
    invitation.consultation.events.create(transition="uninvite", by=by, reason=str(invitation.organisation))
    # PROTECT would stop this if anything had come of the invitation after all.
    held.get().delete()


@transaction.atomic
def describe(invitation, *, note, category, area, by) -> None:
    """What officials note of a body: a note for this round; the register's group and area."""
    invitation.note = note
    invitation.save(update_fields=["note"])
    organisation = invitation.organisation
    if (organisation.category, organisation.area) != (category, area):
        before = f"{organisation.get_category_display()}, {organisation.area}".removesuffix(", ")
        organisation.category, organisation.area = category, area
        organisation.save(update_fields=["category", "area"])
        invitation.events.create(kind=InvitationEvent.Kind.PLACED, by=by, reason=before)


@transaction.atomic
def correct_contact(invitation, *, contact_name, contact_email, by) -> Invitation:
    """Let the letters go to somebody else. At another address, or after a bounce, the invitation is sent (again)."""
    moves = contact_email.lower() != invitation.contact_email.lower() or invitation.state == InvitationState.BOUNCED
    _note(invitation, InvitationEvent.Kind.CONTACT, by=by)
    if moves:
        _stop_what_waits(invitation)
    invitation.contact_name, invitation.contact_email = contact_name, contact_email
    invitation.save(update_fields=["contact_name", "contact_email"])
    # Whoever types the address (again) says that it works.
    letters.lift_pause(contact_email, by=by)
    if moves and _goes_out(invitation):
        change = _("%(body)s: new contact address") % {"body": invitation.organisation}
        invitation.consultation.events.create(transition="correct_contact", by=by, reason=change)
        _send_again(invitation)
    return invitation


@transaction.atomic
def resend(invitation, *, by, with_new_link=False) -> None:
    """Send the invitation once more; with a new link when the old one has come into the wrong hands."""
    # Held: two clicks in a row are two letters, but never the same one.
    Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not _goes_out(invitation) or invitation.state == InvitationState.PLANNED:
        raise NothingToSendError
    _note(invitation, InvitationEvent.Kind.NEW_LINK if with_new_link else InvitationEvent.Kind.RESENT, by=by)
    _stop_what_waits(invitation)
    letters.lift_pause(invitation.contact_email, by=by)
    if with_new_link:
        _renew_key(invitation)
    _send_again(invitation)


def _goes_out(invitation):
    return invitation.consultation.state == RoundState.OPEN


def _note(invitation, kind, *, by):
    """The contact as it was when this was done."""
    contact = {"contact_name": invitation.contact_name, "contact_email": invitation.contact_email}
    invitation.events.create(kind=kind, by=by, **contact)


def _stop_what_waits(invitation):
    letters.stop(f"invitation:{invitation.pk}", kinds=WAITING)


def _renew_key(invitation):
    """The old link leads nowhere from now on, also in letters that may yet be sent; and what it opened is closed.

    Whoever came by it to the answer comes in again by the new one. Colleagues who were invited by name, and members,
    stay. Nobody at the region learns whether there was anything to close.
    """
    writers.end_of_invitation(invitation)
    old, invitation.key = invitation.key, new_key()
    invitation.save(update_fields=["key"])
    about = [
        f"invitation:{invitation.pk}",
        *(f"extension:{pk}" for pk in invitation.extensions.values_list("pk", flat=True)),
    ]
    new = {part: Replace(part, Value(old), Value(invitation.key)) for part in ("text", "html")}
    Letter.objects.filter(about__in=about, sent_at=None).update(**new)


def _send_again(invitation):
    """A letter of its own each time, also to an address that has had one."""
    before = Letter.objects.about(f"invitation:{invitation.pk}").filter(kind="invitation").count()
    owed = letters.owe_all([notifications.invitation(invitation, ordinal=before)])
    _note_letters([invitation], owed)


@transaction.atomic
def confirm_receipt(invitation) -> bool:
    """The body says that it has received the round. Whether this was the first time."""
    now = clock.now()
    if not Invitation.objects.filter(pk=invitation.pk, confirmed_at=None).update(confirmed_at=now):
        return False
    invitation.confirmed_at = now
    invitation.events.create(kind=InvitationEvent.Kind.CONFIRMED, by=None, at=now)
    return True


@transaction.atomic
def send_planned(consultation, *, most=None) -> int:
    """Owe the letters of those on an open round's list who have none yet. Returns how many; some may be left."""
    # Whoever comes at the same time takes others, or none: nobody waits, and nobody gets two.
    planned = consultation.invitations.filter(state=InvitationState.PLANNED).select_related("organisation")
    chosen = list(planned.select_for_update(of=("self",), skip_locked=True).order_by("pk")[: most or AT_ONCE])
    for invitation in chosen:
        invitation.consultation = consultation
    send_invitations(chosen)
    return len(chosen)


def send_all_planned() -> int:
    """The clock's part: go on where a long list, a lost click or a dead worker left off."""
    open_rounds = Consultation.objects.filter(state=RoundState.OPEN, invitations__state=InvitationState.PLANNED)
    return sum(send_planned(one, most=EACH_MINUTE) for one in open_rounds.select_related("version").distinct())


def send_invitations(invitations):
    """Owe the letters of these. They count as told from now on: a reminder whose day lay before is not owed."""
    _note_letters(invitations, letters.owe_all([notifications.invitation(invitation) for invitation in invitations]))


def _note_letters(invitations, owed):
    now, by_about = clock.now(), {letter.about: letter.pk for letter in owed}
    for invitation in invitations:
        invitation.state, invitation.sent_at = InvitationState.SENT, now
        invitation.letter_id = by_about.get(f"invitation:{invitation.pk}", invitation.letter_id)
    Invitation.objects.bulk_update(invitations, ["state", "sent_at", "letter"], batch_size=500)
