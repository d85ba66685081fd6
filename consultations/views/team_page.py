"""The workspace page: what it shows to this writer, and how it stands again when something was wrong."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations import draft_letters, outline, parts, signing, writers
from consultations.actions import clearing, reviewing, teamwork
from consultations.models import CameBy, PaperKind
from consultations.views import team_frame
from consultations.views.answering import page, read
from consultations.views.public import page_of
from consultations.workflow import DraftTransition
from rus_portal import clock
from rus_portal.accounts.models import MemberRole


@dataclass(frozen=True)
class PersonRow:
    """One person in the draft, and what this writer may do about it."""

    link: object
    role: str
    may: str
    is_me: bool
    is_here: bool
    may_change: bool
    may_end: bool
    open_tasks: int

    @property
    def role_label(self):
        return MemberRole(self.role).label


def is_person(draft):
    """Whether it is the answer of one person: then there is nobody to work together with."""
    return parts.is_person(draft, read(draft)[0])


def part_choices(draft):
    """What can be handed out and spoken of: (name of the part, words)."""
    titles = parts.titles(person=False)
    whole = [(slug, titles[slug]) for slug in (parts.WHOLE, parts.SECTIONS, parts.FILES, parts.DECISION, parts.ABOUT)]
    lines = [
        (str(line.key), f"{line.number} {line.heading}".strip()) for line in outline.of(draft.consultation.version)
    ]
    return whole + lines


def show(request, visit, draft, *, typed=None, problems=(), own_key=None, status=None):
    """The page; with `problems` again as it was sent, 422."""
    values, _versions = read(draft)
    writer = visit.writer(draft)
    person = parts.is_person(draft, values)
    context = {
        "problems": list(problems),
        "wrong": dict(problems),
        "typed": typed or {},
        "is_protected": values.get("about.protected") == "1",
        "own_address": _own_address(request, own_key),
        "papers": _papers(draft),
        "steps": reviewing.steps_for(draft, writer),
        "transitions": DraftTransition,
    }
    if not person:
        context |= _together(request, visit, draft, writer)
    return page(
        request, visit, draft, team_frame.TEAM, values, "team", context, status=status or (422 if problems else 200)
    )


def record(request, visit, draft):
    """What the writers of a sent answer said to each other, to read: nothing is done any more."""
    threads = draft.notes.filter(answers=None).select_related("by__user").prefetch_related("replies__by__user")
    context = {
        "here": "consultations",
        "crumbs": [(_("My answers"), reverse("consultations:my_responses"))],
        "draft": draft,
        "consultation": draft.consultation,
        "receipt_number": draft.consultation.responses.values_list("receipt_number", flat=True).get(draft_id=draft.pk),
        "people": visit.team(draft),
        "cleared_on": clearing.cleared_on(draft.consultation),
        "events": list(draft.events.select_related("by__user")),
        "page": page_of(threads, request),
        "query": f"utkast={draft.pk}&",
        "part_names": dict(part_choices(draft)),
    }
    return render(request, "consultations/answer/team_record.html", context)


def _own_address(request, key):
    return request.build_absolute_uri(reverse("consultations:personal_link", args=[key])) if key else ""


def _together(request, visit, draft, writer):
    names = dict(part_choices(draft))
    if draft.organisation_id:
        visit.seat_members(draft)
    roles = draft_letters.roles_in(draft)
    tasks = list(draft.tasks.select_related("to__user", "done_by__user", "given_by__user"))
    threads = draft.notes.filter(answers=None).select_related("by__user", "resolved_by__user")
    threads = threads.prefetch_related("replies__by__user").order_by("resolved_at", "at", "pk")
    wanted = request.GET.get("del", "")
    if wanted in names:
        threads = threads.filter(part=wanted)
    events = list(draft.events.select_related("by__user"))
    return {
        "people": _people(visit, draft, writer, roles, tasks),
        "colleagues": [link for link in visit.team(draft) if link.pk != writer.link.pk],
        "give": [(role, MemberRole(role).label, writers.MAY[role]) for role in writer.may_give],
        "all_roles": [(role, MemberRole(role).label) for role in writers.LADDER],
        "parts_to_give": list(names.items()),
        "tasks": [(task, names.get(task.part, task.part)) for task in tasks],
        "threads_page": page_of(threads, request),
        "part_names": names,
        "chosen_part": wanted if wanted in names else "",
        "events": events,
        "needs_one_more": signing.needs_one_more(draft),
        "signatories": signing.names(draft),
        "is_ours": draft.organisation_id and writer.is_member,
        "came_by_invitation": CameBy.INVITATION,
    }


def _people(visit, draft, writer, roles, tasks):
    now = clock.now()
    rows = []
    for link in visit.team(draft):
        role = roles.get(link.pk, link.role)
        rows.append(
            PersonRow(
                link=link,
                role=role,
                may=writers.MAY[role],
                is_me=link.pk == writer.link.pk,
                is_here=link.is_here(now),
                may_change=writer.may_administer and link.came_by != CameBy.MEMBER,
                may_end=teamwork.may_show_out(draft, link, by=writer),
                open_tasks=sum(1 for task in tasks if task.to_id == link.pk and task.done_at is None),
            )
        )
    return rows


def _papers(draft):
    made = {paper.kind: paper for paper in draft.papers.filter(language=get_language(), shows=draft.saved_at)}
    # The form in Word has a page of its own: consultations/views/word_forms.py.
    return [(kind, made.get(kind)) for kind in PaperKind if kind != PaperKind.FORM]
