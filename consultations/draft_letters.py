"""Letters between those who write one draft: sealed, and each says that nothing has been sent.

The key of a personal link never stands in the row of a letter; it is put in when the letter goes out.
"""

import re
import uuid
from datetime import timedelta

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import outline, parts, writers
from consultations.models import CameBy, DraftLink
from consultations.workflow import DraftTransition
from rus_portal import clock
from rus_portal.accounts.models import MemberRole
from rus_portal.notifications import actions
from rus_portal.notifications.models import Letter

_PLACE = re.compile(r"\b([0-9a-f]{32})\.nyckel\b")
# Anyone may ask for a letter to any address: enough for a person who forgets, too few to be a nuisance.
MOST_LINKS_AN_HOUR = 8


class TooManyLettersError(Exception):
    """The address has got so many links lately that somebody seems to make mischief; the message says so."""


def _refuse_flood(recipient):
    since = clock.now() - timedelta(hours=1)
    sent = Letter.objects.filter(recipient=recipient.lower(), kind="draft_link", created_at__gte=since)
    if sent.count() >= MOST_LINKS_AN_HOUR:
        raise TooManyLettersError(_("We have written to this address many times already. Wait an hour, and try again."))


def owe_link(link, *, by, message=""):
    """A colleague is invited: what it is about, and the personal link."""
    _refuse_flood(link.address)
    context = {"role": link.get_role_display(), "may": writers.MAY[link.role], "message": message, "own": False}
    _owe("draft_link", link, by=by, template="draft_link", **context)


def owe_own_link(link, *, to):
    """Somebody has asked for the own link. It goes to that address, whatever other address is known."""
    _refuse_flood(to)
    _owe("draft_link", link, by=None, template="draft_link", to=to, own=True)


def owe_task(task, *, by):
    """A part has been given to somebody."""
    where = part_name(task.draft, task.part)
    heading = _("%(name)s asks you to write: %(part)s") % {"name": by.name, "part": where}
    _owe("draft_task", task.to, by=by, heading=heading, words=task.what, until=task.until)


def owe_mention(note, *, to, by):
    """Somebody has said something that concerns the recipient."""
    where = part_name(note.draft, note.part)
    heading = _("%(name)s wants you to read a comment: %(part)s") % {"name": by.name, "part": where}
    _owe("draft_mention", to, by=by, heading=heading, words=note.text)


def owe_review(draft, step, *, by, reason=""):
    """What the step means to the others: the reviewers are asked, the writers are told, the signatories may send."""
    headings = {
        DraftTransition.FREEZE: _("%(name)s asks you to review the draft"),
        DraftTransition.TAKE_BACK: _("%(name)s has taken the draft back from the review"),
        DraftTransition.RETURN: _("%(name)s has returned the draft"),
        DraftTransition.APPROVE: _("%(name)s has approved the draft, and it can be sent"),
    }
    heading = headings[step] % {"name": by.name}
    roles = roles_in(draft)
    for link in draft.links.live().with_people().select_related("draft__consultation", "user"):
        concerned = step != DraftTransition.FREEZE or writers.LADDER.index(roles[link.pk]) >= 1
        if concerned and link.pk != by.link.pk:
            _owe("draft_review", link, by=by, heading=heading, words=reason)


def roles_in(draft):
    """The role of everyone who is in the draft: a member's is the organisation's. {link id: role}."""
    members = writers.roles_of_members(draft.organisation_id) if draft.organisation_id else {}
    links = draft.links.live().values_list("pk", "user", "role")
    return {pk: members.get(user) or role or MemberRole.WRITER for pk, user, role in links}


def part_name(draft, part):
    """What a part or a section is called."""
    titles = parts.titles(person=False)
    if part in titles:
        return titles[part]
    line = next((line for line in outline.of(draft.consultation.version) if str(line.key) == part), None)
    return f"{line.number} {line.heading}".strip() if line else part


def address(link):
    """Where the letter leads: a member to the draft by log-in, everyone else by the personal link."""
    return f"{settings.PORTAL_URL}{reverse('consultations:personal_link', args=[f'{link.pk.hex}.nyckel'])}"


def complete(_letter, text):
    """Put the keys of the links in, in the moment of sending."""
    return _PLACE.sub(lambda found: writers.key_of(DraftLink(pk=uuid.UUID(found[1]))), text)


def is_still_owed(letter):
    """Not when the person has been shown out, or the answer has been sent, while the letter waited."""
    waiting = DraftLink.objects.filter(pk=letter.about.split(":")[1], revoked_at=None, draft__sent_at=None)
    return waiting.exists()


def _owe(kind, link, *, by, template="draft_news", to=None, **context):
    recipient = to or link.address
    if not recipient:
        return
    draft = link.draft
    context |= {
        "by": by,
        "reply_to": ", ".join(filter(None, [by.name, by.link.address])) if by and by.is_known else "",
        "link": link,
        "draft": draft,
        "consultation": draft.consultation,
        "sender": str(draft.organisation or ""),
        "deadline": draft.invitation.deadline if draft.invitation_id else draft.consultation.deadline,
        "needs_log_in": link.came_by == CameBy.MEMBER,
        "address": address(link),
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
    }
    name = f"consultations/email/{template}"
    actions.owe(
        recipient=recipient,
        recipient_name="" if link.email and not link.name else link.shown_name,
        kind=kind,
        about=f"draft:{link.pk}:{uuid.uuid4().hex[:12]}",
        subject=_plain(f"{name}.subject.txt", context),
        text=_plain(f"{name}.txt", context),
        html=render_to_string(f"{name}.html", context),
    )


def _plain(name, context):
    text = get_template(name).template.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
