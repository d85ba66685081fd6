"""What waits for somebody: parts to write, drafts to review, answers to send."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from consultations import draft_letters, writers
from consultations.models import DraftLink, DraftTask
from consultations.views import team_frame
from consultations.workflow import DraftState
from rus_portal.accounts.models import MemberRole, Membership, Organisation


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `kind` is task, review or send."""

    kind: str
    draft: object
    url: str
    part: str = ""
    what: str = ""
    until: object = None
    is_late: bool = False


def waiting_for(visit, drafts):
    """Everything in these drafts that waits for whoever is visiting; two queries whatever their number."""
    if not drafts:
        return []
    by_pk = {draft.pk: draft for draft in drafts}
    return [*_to_decide(visit, drafts), *_tasks(visit, by_pk)]


def _mine(visit):
    mine = Q(pk__in=visit.kept["links"])
    return mine | Q(user=visit.user) if visit.user.is_authenticated else mine


def _tasks(visit, by_pk):
    own = DraftLink.objects.live().filter(_mine(visit)).values("pk")
    tasks = DraftTask.objects.filter(draft__in=by_pk, to__in=own, done_at=None).order_by("until", "pk")
    for task in tasks:
        draft = by_pk[task.draft_id]
        part = draft_letters.part_name(draft, task.part)
        yield Waiting("task", draft, _address(draft, "uppgifter"), part, task.what, task.until, task.is_late)


def _to_decide(visit, drafts):
    frozen = [draft for draft in drafts if draft.state != DraftState.WRITING]
    roles = _roles(visit, frozen) if frozen else {}
    for draft in frozen:
        role = roles.get(draft.pk)
        if role is None:
            continue
        if draft.state == DraftState.IN_REVIEW and _reaches(role, MemberRole.REVIEWER):
            yield Waiting("review", draft, _address(draft, "granskning"))
        elif draft.state == DraftState.APPROVED and _reaches(role, MemberRole.SIGNATORY):
            place = draft.consultation
            url = reverse("consultations:answer_review", args=[place.year, place.slug])
            yield Waiting("send", draft, f"{url}?utkast={draft.pk}")


def _roles(visit, drafts):
    """The visit's highest role in each of these drafts."""
    found = {}
    links = DraftLink.objects.letting_in().filter(_mine(visit), draft__in=drafts)
    for draft, role in links.values_list("draft", "role"):
        found[draft] = writers.highest([role, found.get(draft, role)])
    if visit.user.is_authenticated:
        held = dict.fromkeys(draft.organisation_id for draft in drafts)
        for organisation, role in Membership.objects.filter(user=visit.user, organisation__in=held).values_list(
            "organisation", "role"
        ):
            held[organisation] = writers.highest([role, held[organisation] or role])
        # A member's role goes before the link.
        found |= {draft.pk: held[draft.organisation_id] for draft in drafts if held[draft.organisation_id]}
    return found


def _reaches(role, wanted):
    return writers.LADDER.index(role) >= writers.LADDER.index(wanted)


def _address(draft, place):
    return f"{team_frame.address(draft)}?utkast={draft.pk}#{place}"


def organisations_of(user):
    """The organisations whose members' page the person may open."""
    if not user.is_authenticated:
        return []
    return list(Organisation.objects.filter(memberships__user=user).distinct().in_swedish_order())
