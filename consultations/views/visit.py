"""What one visit may reach: drafts it began or got a link to, invitations it came with, and one's own by log-in."""

import uuid

from django.db.models import Q

from consultations.models import Draft, Invitation, Response
from rus_portal.accounts.models import Membership

KEY = "answering"


class Visit:
    """Reads and keeps in the session which drafts and invitations somebody holds a link to."""

    def __init__(self, request):
        self.session = request.session
        self.user = request.user
        self.kept = {"drafts": [], "invitations": [], "current": {}} | self.session.get(KEY, {})

    def _keep(self, name, value):
        if value not in self.kept[name]:
            self.kept[name] = [*self.kept[name], value]
            self.session[KEY] = self.kept

    def remember_draft(self, pk):
        """Also how a receipt is reached: an answer bears the id of the draft it came from."""
        self._keep("drafts", str(pk))

    def remember_invitation(self, invitation):
        self._keep("invitations", invitation.pk)

    def turn_to(self, draft):
        """Let the pages of this round show this draft."""
        here = _place(draft.consultation.year, draft.consultation.slug)
        if self.kept["current"].get(here) != str(draft.pk):
            self.kept["current"] = self.kept["current"] | {here: str(draft.pk)}
            self.session[KEY] = self.kept

    def drafts(self):
        """Every draft this visit may open."""
        reachable = Q(pk__in=self.kept["drafts"])
        if self.user.is_authenticated:
            own = Draft.objects.written_by(self.user).values("pk")
            reachable |= Q(pk__in=own)
        return Draft.objects.filter(reachable).with_round()

    def draft(self, pk):
        """This draft, or None when the visit may not open it (or there is no such thing)."""
        try:
            wanted = uuid.UUID(str(pk))
        except ValueError:
            return None
        return self.drafts().filter(pk=wanted).first()

    def current(self, year, slug):
        """The draft that this visit is writing in this round."""
        pk = self.kept["current"].get(_place(year, slug))
        return self.draft(pk) if pk else None

    def invitations(self, consultation):
        """Invitations to this round whose link was followed in this visit."""
        held = Invitation.objects.filter(consultation=consultation, pk__in=self.kept["invitations"])
        return list(held.select_related("organisation")) if self.kept["invitations"] else []

    def holds_link_of(self, draft):
        """Whether the visit came by the invitation of the body whose draft this is."""
        return draft.invitation_id is not None and draft.invitation_id in self.kept["invitations"]

    def responses(self):
        """Every sent answer whose receipt this visit may see."""
        reachable = Q(draft_id__in=self.kept["drafts"])
        if self.user.is_authenticated:
            own = Membership.objects.filter(user=self.user).values("organisation")
            reachable |= Q(sent_by=self.user) | Q(organisation__in=own)
        related = ("consultation__version__document", "organisation", "invitation", "sent_by")
        return Response.objects.filter(reachable).select_related(*related).defer("consultation__version__rendered")

    def holds_receipt_of(self, response):
        """Whether this visit sent the answer, or came by the link of its receipt."""
        return str(response.draft_id) in self.kept["drafts"]


def _place(year, slug):
    return f"{year}/{slug}"
