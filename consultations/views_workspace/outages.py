"""The answer to a proposal of more time after an outage."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations import outages
from consultations.actions import outages as decisions
from consultations.actions import rounds
from consultations.actions.refusals import DeadlineNotMovedError, RoundNotReadyError
from consultations.views_workspace.rounds import find_round, render_round
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError


@right_required(Right.RUN_CONSULTATION)
@require_POST
def answer_proposal(request, year, slug):
    """More time for all with one click, or not, with a reason."""
    consultation = find_round(request, year, slug)
    decision, reason = request.POST.get("decision"), request.POST.get("reason", "")
    if decision not in {"accept", "dismiss"}:
        raise Http404
    proposal = outages.proposal_for(consultation)
    if proposal is None:
        messages.info(request, _("Somebody has answered the proposal already. See below what was decided."))
        return _back(consultation)
    try:
        if decision == "accept":
            reason = reason.strip() or proposal.reason
            rounds.move_deadline(consultation, proposal.last_day, reason=reason, by=request.user)
            messages.success(request, _("The last day is moved. All invited who have not answered are told."))
        else:
            decisions.dismiss_proposal(consultation, reason=reason, by=request.user)
            messages.success(request, _("The last day stands."))
    except RoundNotReadyError as refusal:
        return render_round(request, consultation, problems=refusal.problems, status=422)
    except (DeadlineNotMovedError, TransitionNotAllowedError):
        messages.error(request, _("Somebody else has already moved this consultation on. See below how it stands now."))
    return _back(consultation)


def _back(consultation):
    return redirect("consultations:workspace_round", consultation.year, consultation.slug)
