"""Who somebody is in a draft: the person behind the visit, what the role lets one do, the key of a personal link."""

import uuid
from dataclasses import dataclass

from django.core import signing as signatures
from django.utils.translation import gettext_lazy as _

from consultations.models import CameBy, Draft, DraftLink
from rus_portal import clock
from rus_portal.accounts.models import MemberRole, Membership, User

# Each may do what those before it may; each sentence stands alone, in a letter too.
LADDER = (MemberRole.WRITER, MemberRole.REVIEWER, MemberRole.SIGNATORY, MemberRole.ADMINISTRATOR)
MAY = {
    MemberRole.WRITER: _("writes, comments and asks for a review"),
    MemberRole.REVIEWER: _("writes and comments, and approves the draft or returns it"),
    MemberRole.SIGNATORY: _("writes, reviews and sends the answer"),
    MemberRole.ADMINISTRATOR: _("writes, reviews and sends the answer, and decides who is in"),
}
_signer = signatures.Signer(salt="consultations.draft_link", sep=".")


@dataclass(frozen=True)
class Writer:
    """One person at work in one draft. `link` is the person's row in it, `user` the account, if there is one."""

    user: User | None
    link: DraftLink
    name: str
    role: str
    is_member: bool = False

    def reaches(self, role):
        """Whether the person may do what this role may."""
        return LADDER.index(self.role) >= LADDER.index(role)

    @property
    def is_known(self):
        """Whether the others can tell who it is; who came by the invitation's link has perhaps given no name."""
        return bool(self.user or self.link.name or self.link.address)

    @property
    def may_review(self):
        return self.reaches(MemberRole.REVIEWER)

    @property
    def may_sign(self):
        return self.reaches(MemberRole.SIGNATORY)

    @property
    def may_administer(self):
        return self.reaches(MemberRole.ADMINISTRATOR)

    @property
    def may_give(self):
        """The roles that the person may give to others: those up to the own one."""
        return LADDER[: LADDER.index(self.role) + 1]


def highest(roles):
    """The highest of some roles, or None."""
    return max(roles, key=LADDER.index, default=None)


def key_of(link: DraftLink) -> str:
    """The secret of the link's address. It stands nowhere: without the portal's own secret nobody can make it."""
    return _signer.sign(link.pk.hex)


def link_of(key: str) -> DraftLink | None:
    """The link whose secret this is, revoked or not; None for what was never given out."""
    try:
        pk = uuid.UUID(_signer.unsign(key))
    except (signatures.BadSignature, ValueError):
        return None
    return DraftLink.objects.select_related("draft__consultation", "user").filter(pk=pk).first()


def roles_of_members(organisation_id):
    """The members of an organisation with their highest role: {user id: role}."""
    held = {}
    for user, role in Membership.objects.filter(organisation=organisation_id).values_list("user", "role"):
        held[user] = highest([role, *([held[user]] if user in held else [])])
    return held


def join(draft: Draft, *, came_by, user=None, role=None, **facts) -> DraftLink:
    """Give somebody a way into the draft; the same person gets the same one."""
    facts |= {"came_by": came_by, "role": role or default_role(draft, came_by)}
    if user is None:
        return DraftLink.objects.create(draft=draft, **facts)
    link, _new = DraftLink.objects.get_or_create(draft=draft, user=user, revoked_at=None, defaults=facts)
    return link


def default_role(draft, came_by):
    """Whoever begins decides who is in, and so does the first who comes by the invitation of a body without members.

    The next ones who come by the same letter may sign: the body has sent it to them.
    """
    if came_by == CameBy.BEGAN:
        return MemberRole.ADMINISTRATOR
    if came_by != CameBy.INVITATION:
        return MemberRole.WRITER
    has_members = Membership.objects.filter(organisation=draft.organisation_id).exists()
    others = draft.links.live().filter(role=MemberRole.ADMINISTRATOR)
    return MemberRole.SIGNATORY if has_members or others.exists() else MemberRole.ADMINISTRATOR


def end_of_invitation(invitation) -> None:
    """End every way into the body's drafts and receipts that the invitation's link has opened until now."""
    came = DraftLink.objects.live().filter(draft__invitation=invitation, came_by=CameBy.INVITATION)
    came.update(revoked_at=clock.now())
