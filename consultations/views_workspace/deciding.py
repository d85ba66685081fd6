"""Steps, moved deadlines, more time: what is posted from a round's page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultations.actions import moving_parts, rounds
from consultations.actions.extensions import AfterCompilationError
from consultations.actions.extensions import set_compilation_day as set_day
from consultations.forms_steps import FORMS
from consultations.forms_workspace import CompilationDayForm, DeadlineForm, ExtensionForm, PartDeadlineForm
from consultations.models import Extension
from consultations.views_workspace import compilation
from consultations.views_workspace.rounds import find_round, render_round
from consultations.workflow import RoundTransition
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError


def _back(consultation):
    return redirect("consultations:workspace_round", consultation.year, consultation.slug)


def _someone_was_faster(request):
    messages.error(request, _("Somebody else has already moved this consultation on. See below how it stands now."))


@right_required(Right.ENTER_WORKSPACE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request, year, slug, transition):
    """One step of the workflow. A refused form stands at this address: whoever loads it anew is led to the form."""
    consultation = find_round(request, year, slug)
    if transition not in RoundTransition.values:
        raise Http404
    if request.method != "POST":
        return _back(consultation)
    if not request.user.has_perm(f"consultations.{transition}_consultation", consultation):
        raise PermissionDenied
    form = FORMS[transition](request.POST, consultation=consultation) if transition in FORMS else None
    if form and not form.is_valid():
        return _refused(request, consultation, step_form=form)
    try:
        rounds.take_step(consultation, transition, by=request.user, **(form.cleaned_data if form else {}))
    except rounds.DeadlineNotMovedError as refusal:
        form.add_error("last_day", str(refusal))
        return render_round(request, consultation, step_form=form, status=422)
    except rounds.RoundNotReadyError as refusal:
        return _refused(request, consultation, problems=refusal.problems)
    except TransitionNotAllowedError:
        _someone_was_faster(request)
    else:
        messages.success(request, _done(transition))
    return _back(consultation)


def _refused(request, consultation, **why):
    """Where the step was begun: the compilation, or the cockpit."""
    if "compilation" in request.POST and request.user.has_right(Right.READ_RESPONSES):
        return compilation.render_refused_step(request, consultation, **why)
    return render_round(request, consultation, status=422, **why)


def _done(transition):
    match transition:
        case RoundTransition.OPEN:
            return _("The consultation is open. The letters are on their way.")
        case RoundTransition.PAUSE:
            return _("The consultation is paused. The letters are on their way.")
        case RoundTransition.RESUME:
            return _("The consultation goes on. The letters are on their way.")
        case RoundTransition.CLOSE:
            return _("The consultation is closed. Late answers are still received.")
        case RoundTransition.WITHDRAW:
            return _("The consultation is withdrawn. The letters are on their way.")
        case RoundTransition.COMPILE:
            return _("The compilation is approved. Its texts and figures are kept as they are now.")
        case RoundTransition.PUBLISH:
            return _("The compilation is published, and so are the answers whose web versions were approved.")
        case RoundTransition.FINISH:
            return _("The consultation is finished. All who answered are told where the compilation stands.")
    return _("The answers can now be weighed.")


@right_required(Right.RUN_CONSULTATION)
@require_POST
def move_deadline(request, year, slug):
    """A new last day, with its reason."""
    consultation = find_round(request, year, slug)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return render_round(request, consultation, deadline_form=form, status=422)
    try:
        rounds.move_deadline(consultation, **form.cleaned_data, by=request.user)
    except rounds.DeadlineNotMovedError as refusal:
        form.add_error("last_day", str(refusal))
        return render_round(request, consultation, deadline_form=form, status=422)
    except TransitionNotAllowedError:
        _someone_was_faster(request)
    else:
        messages.success(request, _("The last day is moved. All invited who have not answered are told."))
    return _back(consultation)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def move_part(request, year, slug):
    """A new last day for one part, with its reason."""
    consultation = find_round(request, year, slug)
    form = PartDeadlineForm(consultation, request.POST)
    if not form.is_valid():
        return render_round(request, consultation, part_form=form, status=422)
    try:
        moving_parts.move_part(**form.cleaned_data, by=request.user)
    except rounds.DeadlineNotMovedError as refusal:
        form.add_error("last_day", str(refusal))
        return render_round(request, consultation, part_form=form, status=422)
    except TransitionNotAllowedError:
        _someone_was_faster(request)
    else:
        messages.success(request, _("The last day of the part is moved. All invited who have not answered are told."))
    return _back(consultation)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def set_compilation_day(request, year, slug):
    """From which day on the answers are put together."""
    consultation = find_round(request, year, slug)
    form = CompilationDayForm(request.POST)
    if not form.is_valid():
        return render_round(request, consultation, compilation_form=form, status=422)
    try:
        set_day(consultation, form.cleaned_data["compilation_day"], by=request.user)
    except rounds.ExtensionNotAllowedError as refusal:
        form.add_error("compilation_day", str(refusal))
        return render_round(request, consultation, compilation_form=form, status=422)
    messages.success(request, _("Saved."))
    return _back(consultation)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def decide_extension(request, year, slug, pk):
    """More time for one body, or not."""
    consultation = find_round(request, year, slug)
    asked = Extension.objects.filter(invitation__consultation=consultation)
    extension = get_object_or_404(asked.select_related("invitation__consultation", "invitation__organisation"), pk=pk)
    if extension.granted is not None:
        messages.error(request, _("Somebody else has decided this request already."))
        return _back(consultation)
    form = ExtensionForm(extension, request.POST)
    if not form.is_valid():
        return render_round(request, consultation, extension_form=form, status=422)
    try:
        _decide(extension, request.POST.get("decision"), form, by=request.user)
    except AfterCompilationError as question:
        form.ask_to_confirm(str(question))
        return render_round(request, consultation, extension_form=form, status=422)
    except rounds.ExtensionNotAllowedError as refusal:
        if asked.filter(pk=pk, granted=None).exists():
            form.add_error("last_day", str(refusal))
            return render_round(request, consultation, extension_form=form, status=422)
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is decided. The body is told by letter."))
    return _back(consultation)


def _decide(extension, decision, form, *, by):
    match decision:
        case "grant":
            day = form.cleaned_data["last_day"]
            rounds.grant_extension(extension, last_day=day, by=by, is_confirmed=form.is_confirmed)
        case "refuse":
            rounds.refuse_extension(extension, reason=form.cleaned_data["reason"], by=by)
        case _unknown:
            raise Http404
