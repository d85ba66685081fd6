"""What one visit may reach: drafts it has a personal link to, invitations it came with, and one's own by log-in."""

import hashlib
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Q

from consultations import taking, writers
from consultations.models import CameBy, Draft, DraftLink, Invitation, Response
from consultations.writers import Writer
from rus_portal import clock
from rus_portal.accounts.models import MemberRole, Membership

KEY = "answering"
# How often the row of a writer is told that the person is still here.
BEAT_SECONDS = 8


class Visit:
    """Reads and keeps in the session which drafts and invitations somebody holds a link to."""

    def __init__(self, request):
        self.session = request.session
        self.user = request.user
        nothing = {"drafts": [], "invitations": [], "joinings": [], "links": [], "current": {}}
        self.kept = nothing | self.session.get(KEY, {})
        self._teams = {}
        self._own_ways = {}

    @property
    def is_new(self):
        """Whether nothing is known of the visit: it has just come, or its session has ended."""
        return not self.user.is_authenticated and not any(self.kept.values())

    def _keep(self, name, value):
        if value not in self.kept[name]:
            self.kept[name] = [*self.kept[name], value]
            self.session[KEY] = self.kept

    def remember_draft(self, pk):
        """How a receipt is reached: an answer bears the id of the draft it came from. It opens no unsent draft."""
        self._keep("drafts", str(pk))

    def remember_invitation(self, invitation):
        """Let this visit in by the invitation's link, until the body gets a new one."""
        self._keep("invitations", _mark(invitation))

    def holds_invitation(self, invitation):
        """Whether the visit came by the link that the invitation has now."""
        return _mark(invitation) in self.kept["invitations"]

    def remember_joining(self, joining):
        """Let this visit say what a body thinks of the joint answer that names it."""
        self._keep("joinings", joining.pk)

    def remember_link(self, link):
        """Let this visit in by a personal link, for as long as nobody revokes it."""
        self._keep("links", str(link.pk))
        self._teams.pop(link.draft_id, None)

    def holds(self, link):
        """Whether this link let the visit in: then it keeps on doing so, and leads to the receipt as well."""
        return str(link.pk) in self.kept["links"] and link.came_by != CameBy.MEMBER

    def enter(self, draft, *, came_by=None):
        """Take one's place in a draft that this visit has begun or was invited to, and turn to it."""
        if not self.may_open(draft):
            came_by = came_by or (CameBy.INVITATION if draft.invitation_id else CameBy.BEGAN)
            user = self.user if self.user.is_authenticated else None
            self.remember_link(writers.join(draft, came_by=came_by, user=user))
        self.turn_to(draft)

    def may_open(self, draft):
        """Whether the visit is let into the draft already."""
        return self.drafts().filter(pk=draft.pk).exists()

    def turn_to(self, draft):
        """Let the pages of this round show this draft."""
        here = _place(draft.consultation.year, draft.consultation.slug)
        if self.kept["current"].get(here) != str(draft.pk):
            self.kept["current"] = self.kept["current"] | {here: str(draft.pk)}
            self.session[KEY] = self.kept

    def drafts(self):
        """Every draft this visit may open."""
        reachable = Q(pk__in=self._held().values("draft"))
        if self.user.is_authenticated:
            own = Draft.objects.written_by(self.user).values("pk")
            reachable |= Q(pk__in=own)
        return Draft.objects.filter(reachable).with_round()

    def _held(self):
        return DraftLink.objects.letting_in().filter(pk__in=self.kept["links"])

    def addresses_of_links(self):
        """{draft id: where the own link to it was mailed to} of the drafts that the visit holds links to."""
        return {draft: email for draft, email in self._held().values_list("draft", "email") if email}

    def draft(self, pk):
        """This draft, or None when the visit may not open it (or there is no such thing)."""
        wanted = _uuid(pk)
        # Not first(): it sorts, and to plan that over so many tables takes longer than the query.
        return next(iter(self.drafts().filter(pk=wanted)), None) if wanted else None

    def draft_to_send(self, pk):
        """As `draft`, but for whoever came by a link fetched in short, together with the own ways into it."""
        wanted = _uuid(pk)
        if wanted is None or self.user.is_authenticated:
            return self.draft(pk)
        self._own_ways[wanted] = taking.reach(wanted, self.kept["links"])
        return self._own_ways[wanted][0].draft if self._own_ways[wanted] else None

    def current_pk(self, year, slug):
        """Which draft the visit turned to last in this round, whether it may still open it or not."""
        return self.kept["current"].get(_place(year, slug))

    def was_shown_out_of(self, pk):
        """Whether the visit could write in this draft until its link was revoked: then its words are given back."""
        wanted = _uuid(pk)
        if wanted is None:
            return False
        mine = Q(pk__in=self.kept["links"])
        if self.user.is_authenticated:
            mine |= Q(user=self.user)
        ended = DraftLink.objects.filter(mine, draft=wanted, revoked_at__isnull=False)
        return ended.exists() and self.draft(wanted) is None

    def team(self, draft):
        """Everyone who is in the draft, fetched once for each page."""
        if draft.pk not in self._teams:
            self._teams[draft.pk] = list(draft.links.live().with_people())
        return self._teams[draft.pk]

    def seat_members(self, draft):
        """Give every member of the organisation a row in its draft, so that parts can be handed to each."""
        seated = {link.user_id for link in self.team(draft)}
        missing = {
            user: role for user, role in writers.roles_of_members(draft.organisation_id).items() if user not in seated
        }
        if not missing or draft.sent_at:
            return
        rows = [
            DraftLink(draft=draft, user_id=user, role=role, came_by=CameBy.MEMBER) for user, role in missing.items()
        ]
        DraftLink.objects.bulk_create(rows, ignore_conflicts=True)
        self._teams.pop(draft.pk, None)

    def writer(self, draft) -> Writer:
        """Who the visit is in this draft, which it may open. A member gets a row in it with the first page."""
        user = self.user if self.user.is_authenticated else None
        link = self._own_link(draft, user)
        member_role = self._member_role(draft, user)
        if link is None:
            came_by = CameBy.MEMBER if member_role else CameBy.BEGAN
            link = writers.join(draft, came_by=came_by, user=user, role=member_role)
            self._teams.pop(draft.pk, None)
        return Writer(user, link, link.shown_name, member_role or link.role, is_member=member_role is not None)

    def _own_link(self, draft, user):
        if ways := self._own_ways.get(draft.pk):
            return _best(ways)
        team = self.team(draft)
        held = [link for link in team if self.holds(link)]
        if user is None:
            return _best(held)
        if own := next((link for link in team if link.user_id == user.pk), None):
            return own
        free = [link for link in held if link.user_id is None and link.email.lower() in ("", user.email.lower())]
        if chosen := _best(free):
            return _bind(chosen, user)
        return _best(held)

    def _member_role(self, draft, user):
        if user is None or not draft.organisation_id:
            return None
        held = Membership.objects.filter(user=user, organisation=draft.organisation_id)
        return writers.highest(held.values_list("role", flat=True))

    def show_up(self, draft, where):
        """Note where the writer is now; the others see it for half a minute. Returns the writer."""
        writer, now = self.writer(draft), clock.now()
        link = writer.link
        was_here = link.is_here(now)
        if not was_here or link.where != where or (now - link.used_at).total_seconds() >= BEAT_SECONDS:
            link.here_since = link.here_since if was_here else now
            link.used_at, link.where = now, where
            link.save(update_fields=["used_at", "here_since", "where"])
        return writer

    def invitations(self, consultation=None):
        """Invitations, to this round or to any, whose link was followed in this visit and still is the link."""
        if not self.kept["invitations"]:
            return []
        named = [pk for pk, _colon, _print in (str(one).partition(":") for one in self.kept["invitations"])]
        found = Invitation.objects.filter(pk__in=named).select_related("organisation")
        if consultation:
            found = found.filter(consultation=consultation)
        return [one for one in found if self.holds_invitation(one)]

    def responses(self):
        """Every sent answer whose receipt this visit may see."""
        reachable = Q(draft_id__in=self.kept["drafts"]) | Q(draft_id__in=self._held().values("draft"))
        if self.user.is_authenticated:
            own = Membership.objects.filter(user=self.user).values("organisation")
            written = DraftLink.objects.letting_in().filter(user=self.user).values("draft")
            reachable |= Q(sent_by=self.user) | Q(organisation__in=own) | Q(draft_id__in=written)
        related = ("consultation__version__document", "organisation", "invitation", "sent_by")
        return Response.objects.filter(reachable).select_related(*related).defer("consultation__version__rendered")

    def holds_receipt_of(self, response):
        """Whether this visit sent the answer, came by the link of its receipt, or might have sent it."""
        if str(response.draft_id) in self.kept["drafts"]:
            return True
        signing = [MemberRole.SIGNATORY, MemberRole.ADMINISTRATOR]
        return self._held().filter(draft=response.draft_id, role__in=signing).exists()


def _best(links):
    """Of several ways into one draft the one that lets one do most."""
    return max(links, key=lambda link: writers.LADDER.index(link.role), default=None)


def _bind(link, user):
    """Let the account find again what it began without log-in."""
    try:
        with transaction.atomic():
            DraftLink.objects.filter(pk=link.pk, user=None).update(user=user)
    except IntegrityError:  # the same person in another tab was first
        return link
    link.user = user
    return link


def _mark(invitation):
    """How the session names an invitation: with its link as it is now, but not so that the link could be read there."""
    return f"{invitation.pk}:{hashlib.sha256(invitation.key.encode()).hexdigest()[:16]}"


def _uuid(text):
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def _place(year, slug):
    return f"{year}/{slug}"
