"""What every page of a draft shows of those who write it: who is here, with whom it lies, and who one is oneself."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations import draft_letters, fields, outline, parts, writers
from consultations.actions import reviewing
from consultations.workflow import DraftTransition
from rus_portal import clock
from rus_portal.accounts.models import MemberRole
from rus_portal.clock import STOCKHOLM

TEAM, WORD = "arbete", "word"
# Fields that hold no words of the writer's own.
NOT_WORDS = (".stance", ".block", ".joint", ".kind", ".quoted", ".before", ".section", ".removed", ".seconds")


def facts(visit, draft, where):
    """For the frame. Notes on the way that the writer is here."""
    writer = visit.show_up(draft, where)
    return {
        "writer": writer,
        "present": present(visit, draft, writer),
        "lies_with": lies_with(visit, draft),
        "returned": reviewing.returned(draft),
        "team_url": address(draft),
        "part_tasks": list(draft.tasks.filter(part=where).select_related("to__user")),
        "part_notes": draft.notes.filter(part=where, answers=None, resolved_at=None).count(),
    }


def address(draft, name="team", *arguments):
    """The address of a page of the workspace."""
    consultation = draft.consultation
    return reverse(f"consultations:{name}", args=[consultation.year, consultation.slug, *arguments])


def present(visit, draft, writer):
    """The others who are in the draft right now: name, where, and since when."""
    now = clock.now()
    return [
        {
            "name": link.shown_name,
            "where": _where(draft, link.where),
            "since": time_of_day(link.here_since or link.used_at),
        }
        for link in visit.team(draft)
        if link.pk != writer.link.pk and link.is_here(now)
    ]


def time_of_day(moment, form="%H:%M"):
    """What the clock showed here, written as the language writes it."""
    local = timezone.localtime(moment, STOCKHOLM)
    return local.strftime(form).replace(":", pgettext("between hours and minutes", ":"))


def _where(draft, where):
    own = {TEAM: _("The work together"), WORD: _("Write in Word")}
    return own.get(where) or draft_letters.part_name(draft, where)


def lies_with(visit, draft):
    """Who froze or approved the draft and when, and who can give it back; None while it is written."""
    event = reviewing.lies_with(draft)
    if event is None:
        return None
    roles = draft_letters.roles_in(draft)
    reviewers = [
        link.shown_name
        for link in visit.team(draft)
        if writers.LADDER.index(roles.get(link.pk, link.role)) >= writers.LADDER.index(MemberRole.REVIEWER)
    ]
    return {
        "name": event.by.shown_name if event.by else "",
        "at": event.at,
        "is_approved": event.transition == DraftTransition.APPROVE,
        # The same person may have come by log-in and by the invitation too.
        "reviewers": list(dict.fromkeys(reviewers)),
    }


def words_for_frozen(visit, draft):
    """One sentence for whoever tried to save while the draft lies with the reviewers."""
    names = ", ".join(lies_with(visit, draft)["reviewers"]) if draft.is_frozen else ""
    sentence = _("The draft is frozen for review, so nothing was saved. Your text stands here: copy it.")
    return f"{sentence} {_('These people can give it back: %(names)s.') % {'names': names}}" if names else sentence


def words_for_shown_out():
    """The same for whoever has no way in any more."""
    return _("Your link to this draft has been ended, so nothing was saved. Your text stands here: copy it.")


def shown_out(request, consultation):
    """The page for whoever has lost the way in while writing. What was typed stands on it, to be copied."""
    context = {
        "here": "consultations",
        "crumbs": [(str(consultation), consultation.get_absolute_url())],
        "consultation": consultation,
        "texts": _typed(request, consultation),
    }
    return render(request, "consultations/answer/team_shown_out.html", context, status=403)


def _typed(request, consultation):
    """What was written since the page was opened: [(where, text)]. What stood there before is in the draft still."""
    lines = {str(line.key): f"{line.number} {line.heading}".strip() for line in outline.of(consultation.version)}
    asked = {fields.question_field(one.order): f"{one.order}. {one.text}" for one in consultation.questions.all()}
    titles = parts.titles(person=False)
    found = []
    for name, text in request.POST.items():
        is_new = text.strip() and fields.tidy(text) != fields.tidy(request.POST.get(f"base.{name}", ""))
        if not fields.is_name(name) or not is_new or name.endswith(NOT_WORDS):
            continue
        kind, key = name.split(".")[:2]
        section = request.POST.get(f"remark.{key}.section", "") if kind == "remark" else key
        label = asked.get(name) or lines.get(section) or titles.get(parts.HOME.get(kind), titles[parts.SECTIONS])
        found.append((label, text))
    return found
