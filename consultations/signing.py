"""Who may send for an organisation, and who may take its answer back."""

from consultations.models import CameBy, DraftLink
from rus_portal.accounts.models import MemberRole, Membership

SIGNING = (MemberRole.SIGNATORY, MemberRole.ADMINISTRATOR)
# An organisation that asks for signatories needs one more than the one who may be ill.
FEWEST = 2


def may_sign(organisation, user, *, holds_link):
    """Members by their role; whoever else holds the organisation's own link; anyone for an answer of one's own.

    A member's role goes before the link: an organisation that made somebody a writer has said who signs. One that asks
    for signatories has said that nobody else does.
    """
    if organisation is None:
        return True
    if user.is_authenticated:
        roles = set(Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True))
        if roles:
            return bool(roles & set(SIGNING))
    return holds_link and not organisation.requires_signatory


def may_send(draft, writer, *, is_person):
    """Whether this writer may send the draft; anyone may send an answer of one's own.

    Where the organisation asks for signatories, a link counts only when a colleague has named its holder one.
    """
    if is_person:
        return True
    if not writer.may_sign:
        return False
    if draft.organisation_id and draft.organisation.requires_signatory:
        return writer.is_member or writer.link.came_by == CameBy.COLLEAGUE
    return True


def signatories(organisation):
    """The people who may send for the organisation."""
    signing = Membership.objects.filter(organisation=organisation, role__in=SIGNING)
    return signing.select_related("user").order_by("user__name", "pk")


def names(draft):
    """The names of those who may send this draft: members by their role, and those whom a colleague has named."""
    named = draft.links.live().filter(came_by=CameBy.COLLEAGUE, role__in=SIGNING).select_related("user")
    if not draft.organisation_id:
        named = draft.links.letting_in().filter(role__in=SIGNING).select_related("user")
    found = {str(member.user) for member in signatories(draft.organisation)} if draft.organisation_id else set()
    return sorted(found | {link.shown_name for link in named})


def needs_one_more(draft):
    """Whether the organisation asks for signatories and has fewer than two."""
    organisation = draft.organisation
    if organisation is None or not organisation.requires_signatory:
        return False
    members = set(signatories(organisation).values_list("user", flat=True))
    links = DraftLink.objects.live().filter(draft=draft, came_by=CameBy.COLLEAGUE, role__in=SIGNING)
    return len(members) + links.exclude(user__in=members).count() < FEWEST
