"""Who is in an organisation: asked in, given a role, shown out. Its administrators decide, and nobody else."""

import re
import uuid

from django.conf import settings
from django.core import signing as signatures
from django.db import transaction
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from consultations import writers
from consultations.actions.teamwork import LastAdministratorError, NotYoursToDoError, end_membership
from rus_portal import clock
from rus_portal.accounts.models import MemberRole, Membership, MembershipInvitation, Organisation, User
from rus_portal.notifications import actions as letters

__all__ = [
    "LastAdministratorError",
    "NotYoursToDoError",
    "accept",
    "administers",
    "change_role",
    "invitation_of",
    "invite",
    "key_of",
    "remove",
    "role_of",
    "set_rules",
    "withdraw_invitation",
]
_signer = signatures.Signer(salt="consultations.membership_invitation", sep=".")
_PLACE = re.compile(r"/medlem/(\d+)\.nyckel/")


def role_of(organisation: Organisation, user: User):
    """The person's highest role in the organisation, or None for whoever is no member."""
    return writers.highest(organisation.memberships.filter(user=user).values_list("role", flat=True))


def administers(organisation: Organisation, user: User) -> bool:
    """Whether the person decides who is in: an administrator, or a signatory for as long as there is none."""
    role = role_of(organisation, user)
    if role == MemberRole.SIGNATORY:
        return not organisation.memberships.filter(role=MemberRole.ADMINISTRATOR).exists()
    return role == MemberRole.ADMINISTRATOR


def _administer(organisation, by):
    # One at a time: the last two administrators cannot both be the one who leaves.
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    if not administers(organisation, by):
        raise NotYoursToDoError


@transaction.atomic
def invite(organisation: Organisation, *, email: str, role: str, message: str = "", by: User) -> MembershipInvitation:
    """Ask somebody to become a member. Asked twice, it is one invitation, and a new letter."""
    _administer(organisation, by)
    asked = organisation.membership_invitations.pending().filter(email__iexact=email.strip()).first()
    if asked is None:
        asked = MembershipInvitation(organisation=organisation, email=email.strip().lower())
    asked.role, asked.message, asked.invited_by = role, message, by
    asked.save()
    _owe(asked, by)
    return asked


def invitation_of(key: str) -> MembershipInvitation | None:
    """The pending invitation whose secret this is."""
    try:
        pk = int(_signer.unsign(key))
    except (signatures.BadSignature, ValueError):
        return None
    return MembershipInvitation.objects.pending().select_related("organisation").filter(pk=pk).first()


def key_of(invitation: MembershipInvitation) -> str:
    """The secret of the invitation's address; it stands in no row."""
    return _signer.sign(str(invitation.pk))


def complete(_letter, text):
    """Put the key of the invitation in, in the moment of sending."""
    return _PLACE.sub(lambda found: f"/medlem/{key_of(MembershipInvitation(pk=int(found[1])))}/", text)


def is_still_owed(letter):
    """Not when the invitation was withdrawn while the letter waited."""
    return MembershipInvitation.objects.pending().filter(pk=letter.about.split(":")[1]).exists()


@transaction.atomic
def accept(invitation: MembershipInvitation, *, by: User) -> Membership:
    """Become a member. Only whoever has the address that was asked can."""
    held = MembershipInvitation.objects.pending().select_for_update(of=("self",)).filter(pk=invitation.pk)
    if held.first() is None or not _has_address(by, invitation.email):
        raise NotYoursToDoError
    facts = {"user": by, "organisation": invitation.organisation, "role": invitation.role}
    membership, _new = Membership.objects.get_or_create(**facts)
    held.update(accepted_at=clock.now())
    return membership


def _has_address(user, email):
    return (
        user.email.lower() == email.lower() or user.emailaddress_set.filter(email__iexact=email, verified=True).exists()
    )


@transaction.atomic
def withdraw_invitation(invitation: MembershipInvitation, *, by: User) -> None:
    """Take an invitation back; its letter opens nothing any more."""
    _administer(invitation.organisation, by)
    MembershipInvitation.objects.pending().filter(pk=invitation.pk).update(withdrawn_at=clock.now())


@transaction.atomic
def change_role(organisation: Organisation, user: User, *, role: str, by: User) -> None:
    """Give a member one role instead of those held."""
    _administer(organisation, by)
    _leave_an_administrator(organisation, without=user, unless=role == MemberRole.ADMINISTRATOR)
    held = organisation.memberships.filter(user=user)
    title = held.exclude(title="").values_list("title", flat=True).first() or ""
    if not held.exists():
        raise NotYoursToDoError
    held.delete()
    Membership.objects.create(organisation=organisation, user=user, role=role, title=title)


@transaction.atomic
def remove(organisation: Organisation, user: User, *, by: User) -> None:
    """End a membership, the own one or somebody else's. What the person wrote stays, and open tasks are handed over."""
    if user != by:
        _administer(organisation, by)
    else:
        Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    _leave_an_administrator(organisation, without=user, unless=False)
    end_membership(user, organisation)


def _leave_an_administrator(organisation, *, without, unless):
    administering = organisation.memberships.filter(role=MemberRole.ADMINISTRATOR)
    is_one = administering.filter(user=without).exists()
    if is_one and not unless and not administering.exclude(user=without).exists():
        raise LastAdministratorError


@transaction.atomic
def set_rules(organisation: Organisation, *, requires_signatory: bool, registry_email: str, by: User) -> None:
    """Whether only signatories send, and where the registry is reached."""
    _administer(organisation, by)
    Organisation.objects.filter(pk=organisation.pk).update(
        requires_signatory=requires_signatory, registry_email=registry_email
    )


def _owe(asked, by):
    path = reverse("consultations:organisation_accept", args=[f"{asked.pk}.nyckel"])
    context = {
        "invitation": asked,
        "organisation": asked.organisation,
        "by": by,
        "reply_to": f"{by}, {by.email}",
        "may": writers.MAY[asked.role],
        "address": f"{settings.PORTAL_URL}{path}",
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
    }
    name = "consultations/email/membership_invitation"
    letters.owe(
        recipient=asked.email,
        kind="membership_invitation",
        about=f"membership_invitation:{asked.pk}:{uuid.uuid4().hex[:12]}",
        subject=_plain(f"{name}.subject.txt", context),
        text=_plain(f"{name}.txt", context),
        html=render_to_string(f"{name}.html", context),
    )


def _plain(name, context):
    text = get_template(name).template.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
