"""The writers' own review, step by step, and the copies of the draft for their board's meeting."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations import paper_making
from consultations.actions import reviewing
from consultations.models import PaperKind, PaperState
from consultations.views import team_frame, team_page
from consultations.views.answering import with_draft
from consultations.views.teamwork import back, team_action, words
from consultations.workflow import DraftTransition
from rus_portal.workflow import TransitionNotAllowedError


@team_action
def step(request, visit, draft, writer):
    """Freeze, take back, return or approve."""
    wanted = request.POST.get("step", "")
    if wanted not in DraftTransition.values or team_page.is_person(draft):
        raise Http404
    reason = words(request, "reason")
    try:
        reviewing.take_step(draft, DraftTransition(wanted), by=writer, reason=reason)
    except reviewing.ReasonMissingError:
        problem = _("Write what has to be changed, so that your colleagues know.")
        return team_page.show(request, visit, draft, problems=[("id_reason", problem)])
    except TransitionNotAllowedError:
        draft.refresh_from_db(fields=["state"])
        problem = _("Somebody else has moved the draft on. This is how it stands now.")
        return team_page.show(
            request, visit, draft, typed={"reason": reason}, problems=[("granskning", problem)], status=409
        )
    messages.success(request, _done(wanted))
    return back(draft, "granskning")


def _done(step):
    """What has happened, and what comes next."""
    return {
        DraftTransition.FREEZE: _(
            "The draft is frozen: nobody can change it now. Those who review it approve it, or return it with a "
            "reason. It is not sent."
        ),
        DraftTransition.TAKE_BACK: _("The draft is taken back: all who write can change it again. It is not sent."),
        DraftTransition.RETURN: _("The draft is returned with your words: it can be changed again. It is not sent."),
        DraftTransition.APPROVE: _("The draft is approved. Whoever may sign can send it now. It is not sent yet."),
    }[step]


@with_draft
def paper(request, visit, draft, *, kind):
    """The copy of the draft: asked for by POST, downloaded when it is made, and a page that waits meanwhile."""
    if kind not in PaperKind.values:
        raise Http404
    if request.method == "POST":
        reviewing.ask_for_paper(draft, kind)
        return redirect(request.path)
    made = draft.papers.filter(kind=kind, language=get_language(), shows=draft.saved_at).first()
    if made is None:
        return redirect(f"{team_frame.address(draft)}#utskrift")
    if made.state == PaperState.READY:
        name = f"{slugify(_('Draft – not sent'))}-{slugify(draft.consultation.slug)}.{paper_making.ENDINGS[kind]}"
        content_type = paper_making.CONTENT_TYPES[kind]
        return FileResponse(made.file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    context = {
        "here": "consultations",
        "crumbs": [(str(draft.consultation), draft.consultation.get_absolute_url())],
        "draft": draft,
        "kind": PaperKind(kind).label,
        "address": request.path,
        "team_url": team_frame.address(draft),
        "has_failed": made.state == PaperState.FAILED,
    }
    return render(request, "consultations/answer/team_paper.html", context, status=202)
