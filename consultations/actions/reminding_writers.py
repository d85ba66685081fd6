"""Those who hold an unsent draft are reminded at their own address only, a week and a day before (DESIGN.md promise 2):
before the last day, and before the earlier one of a part.

The region never hears of it: the letters are about a draft, and such letters no official sees in any form.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery

from consultations import clock_letters, fields
from consultations.actions import reminding
from consultations.deadlines import Deadline
from consultations.models import CameBy, Draft, DraftField, DraftLink, Extension
from consultations.reminders import DRAFT_KINDS, DRAFT_PART_KINDS, Plan
from consultations.workflow import RoundState
from rus_portal import clock
from rus_portal.notifications.models import DRAFT

# No reminder is due earlier than this before its deadline.
SOON = timedelta(days=14)
ASKED = ("about.email", "about.kind", "about.protected")


@dataclass(frozen=True)
class Holder:
    """An address at which somebody can be reminded of a draft; with the personal link when it was given out to it."""

    draft: Draft
    address: str
    link: DraftLink | None = None


def owe_due_reminders(parts=None) -> int:
    """Owe what is due to the holders of unsent drafts. Twice, late, or by two at once gives the same letters.

    `parts` are those ahead, where the caller has fetched them.
    """
    now, parts = clock.now(), reminding.parts_ahead() if parts is None else parts
    drafts = _running_out(clock.today(), parts)
    plans = [(draft, plan) for draft in drafts for plan in plans_of(draft, parts.get(draft.consultation_id, ()))]
    due = [(draft, plan, kind) for draft, plan in plans if (kind := plan.due(now))]
    holders = _holders([draft for draft, _plan, _kind in due])
    return reminding.owe(
        {
            (holder.address, kind, f"{DRAFT}{draft.pk}", plan.deadline.ends): (
                clock_letters.unsent_draft,
                holder,
                kind,
                plan,
            )
            for draft, plan, kind in due
            for holder in holders[draft.pk]
        }
    )


def plans_of(draft, parts) -> list[Plan]:
    """When the holders of a draft that was fetched `_unsent()` are reminded: by the deadlines that hold for them."""
    last_day = draft.consultation.last_day
    whole = Plan(Deadline(max(last_day, draft.extended_to or last_day)), draft.created_at, DRAFT_KINDS)
    return [whole, *whole.sooner(parts, DRAFT_PART_KINDS)]


def _unsent():
    granted = Extension.objects.filter(invitation=OuterRef("invitation"), granted=True).order_by("-last_day")
    drafts = Draft.objects.unsent().annotate(extended_to=Subquery(granted.values("last_day")[:1]))
    after_it = Q(consultation__state__in=[RoundState.CLOSED, RoundState.PROCESSING], extended_to__isnull=False)
    return drafts.filter(Q(consultation__state=RoundState.OPEN) | after_it).select_related(
        "consultation", "invitation", "owner"
    )


def _running_out(today, parts):
    soon = (today, today + SOON)
    part_soon = [pk for pk, found in parts.items() if any(soon[0] <= part.last_day <= soon[1] for part in found)]
    ends = Q(consultation__last_day__range=soon) | Q(extended_to__range=soon) | Q(consultation__in=part_soon)
    return _unsent().filter(ends)


def _holders(drafts):
    """{draft id: holders}. Nothing is ever sent to somebody with protected identity."""
    if not drafts:
        return {}
    asked = defaultdict(dict)
    for row in DraftField.objects.filter(draft__in=drafts, name__in=ASKED).values_list("draft", "name", "value"):
        asked[row[0]][row[1]] = row[2].strip()
    links = defaultdict(list)
    for link in DraftLink.objects.filter(draft__in=drafts).select_related("user"):
        links[link.draft_id].append(link)
    return {draft.pk: _of_draft(draft, asked[draft.pk], links[draft.pk]) for draft in drafts}


def _of_draft(draft, said, links):
    if said.get("about.kind") == fields.PERSON and said.get("about.protected") == "1":
        return []
    live = [link for link in links if link.revoked_at is None and link.address]
    # A member gets in by log-in, everyone else by the own link.
    found = {link.address.lower(): None if link.came_by == CameBy.MEMBER else link for link in live}
    # Whoever began it before there were such links; not somebody who has been shown out since.
    if draft.owner and draft.owner_id not in {link.user_id for link in links}:
        found.setdefault(draft.owner.email.lower(), None)
    if said.get("about.email"):
        # Typed by whoever writes, and nobody has proved it: the letter there holds no key.
        found.setdefault(said["about.email"].lower(), None)
    if draft.invitation_id:
        # There the body's own reminder goes the same morning.
        found.pop(draft.invitation.contact_email.lower(), None)
    return [Holder(draft, address, link) for address, link in sorted(found.items())]


def is_still_owed(letter) -> bool:
    """Asked in the moment of sending: the draft may have been sent, or somebody been shown out of it."""
    draft = _unsent().filter(pk=letter.about.removeprefix(DRAFT)).first()
    if draft is None:
        return False
    now, plans = clock.now(), plans_of(draft, draft.consultation.parts.all())
    is_due = any(plan.deadline.ends == letter.deadline and plan.due(now) == letter.kind for plan in plans)
    return is_due and letter.recipient in {holder.address for holder in _holders([draft])[draft.pk]}
