"""Who may send for an organisation, and who may take its answer back."""

from rus_portal.accounts.models import MemberRole, Membership

SIGNING = (MemberRole.SIGNATORY, MemberRole.ADMINISTRATOR)


def may_sign(organisation, user, *, holds_link):
    """Members by their role; whoever else holds the organisation's own link; anyone for an answer of one's own.

    A member's role goes before the link: an organisation that made somebody a writer has said who signs.
    """
    if organisation is None:
        return True
    if user.is_authenticated:
        roles = set(Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True))
        if roles:
            return bool(roles & set(SIGNING))
    return holds_link


def signatories(organisation):
    """The people who may send for the organisation."""
    signing = Membership.objects.filter(organisation=organisation, role__in=SIGNING)
    return signing.select_related("user").order_by("user__name", "pk")
