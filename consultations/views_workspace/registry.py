"""The registrars' queue, and what they do with one answer: register it, mark it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import registration
from consultations.actions import disowning, registering
from consultations.forms_registry import MarkForm, RegisterForm
from consultations.models import ProtectedReading, Response, ResponseMark
from consultations.views_workspace.received import crumbs_to_answer, find_response, render_response
from consultations.views_workspace.rounds import page_of
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.paging import LongPaginator
from rus_portal.workflow import TransitionNotAllowedError


def _crumbs():
    return [(_("Overview"), reverse("site:workspace"))]


@right_required(Right.READ_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request):
    """What has come in to any round and is not registered, the oldest first; many can be registered at once."""
    seen = Response.objects.visible_to(request.user)
    if request.method == "POST":
        return _register_chosen(request, seen)
    unregistered = registration.unregistered() & seen
    listed = unregistered.select_related("consultation", "organisation").order_by("received_at", "pk")
    page = page_of(request, listed, paginator=LongPaginator)
    context = {
        "here": "registry",
        "crumbs": _crumbs(),
        "page": page,
        "waiting": registration.waiting(page),
        "overdue_count": (registration.overdue() & seen).count(),
        "may_register": request.user.has_right(Right.REGISTER_RESPONSES),
    }
    return render(request, "consultations/workspace/registry.html", context)


def _register_chosen(request, seen):
    if not request.user.has_right(Right.REGISTER_RESPONSES):
        raise PermissionDenied
    chosen = [number for number in request.POST.getlist("svar") if len(number) <= 30]
    entries = registering.register_many(seen.filter(receipt_number__in=chosen), by=request.user)
    if entries:
        said = ngettext("%(n)d answer is registered.", "%(n)d answers are registered.", len(entries))
        messages.success(request, said % {"n": len(entries)})
    else:
        messages.error(request, _("Nothing was registered: choose answers that are not registered yet."))
    return redirect("consultations:workspace_registry")


@right_required(Right.READ_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, year, slug, number):
    """Put one answer in the registry: with the form's facts, or by the button with those that are proposed."""
    response = find_response(request, year, slug, number)
    if not request.user.has_perm("consultations.register_response", response):
        raise PermissionDenied
    is_filled_in = "number" in request.POST
    form = RegisterForm(request.POST if is_filled_in else None, initial=registering.suggestion(response))
    if request.method == "POST" and (form.is_valid() or not is_filled_in):
        try:
            entry = registering.register(response, by=request.user, **(form.cleaned_data if is_filled_in else {}))
        except TransitionNotAllowedError:
            messages.error(request, _("The answer has been registered already."))
        except registering.NumberIsTakenError:
            form.add_error("number", _("Another answer has this number. Choose another, or leave it empty."))
            return _form(request, response, form)
        else:
            messages.success(request, _("The answer is registered as %(number)s.") % {"number": entry.number})
        return redirect("consultations:workspace_response", year, slug, number)
    return _form(request, response, form)


def _form(request, response, form):
    context = {
        "here": "registry",
        "crumbs": crumbs_to_answer(response),
        "consultation": response.consultation,
        "response": response,
        "form": form,
        "next_number": registration.next_number(response.consultation),
        "arrived_on": registration.arrived_on(response),
    }
    return render(request, "consultations/workspace/register.html", context, status=422 if form.errors else 200)


@right_required(Right.REGISTER_RESPONSES)
@require_POST
def mark(request, year, slug, number):
    """Set a mark: secret, misdirected, a duplicate and so on."""
    response = find_response(request, year, slug, number)
    form = MarkForm(response, request.POST)
    if not form.is_valid():
        return render_response(request, response, mark_form=form, status=422)
    try:
        registering.mark(response, by=request.user, **form.cleaned_data)
    except registering.MarkIsSetError:
        messages.error(request, _("The answer has this mark already."))
    else:
        messages.success(request, _("The answer is marked."))
    return redirect("consultations:workspace_response", year, slug, number)


@right_required(Right.REGISTER_RESPONSES)
@require_POST
def lift_mark(request, year, slug, number, pk):
    """Take a mark away again."""
    response = find_response(request, year, slug, number)
    found = get_object_or_404(ResponseMark.objects.filter(response=response), pk=pk)
    try:
        registering.lift_mark(found, reason=request.POST.get("reason", "")[:1000], by=request.user)
    except registering.MarkIsSetError:
        messages.error(request, _("The mark has been taken away already."))
    else:
        messages.success(request, _("The mark is taken away."))
    return redirect("consultations:workspace_response", year, slug, number)


@right_required(Right.REGISTER_RESPONSES)
@require_POST
def lift_disowning(request, year, slug, number):
    """Take the flag "not from us" away, with what was found out."""
    response = find_response(request, year, slug, number)
    try:
        disowning.lift(response, reason=request.POST.get("reason", "")[:1000], by=request.user)
    except disowning.NoReasonError:
        said = _("Say what you have found out. It stands in the history of the answer.")
        return render_response(request, response, problems=[("id_lift_reason", said)], status=422)
    except disowning.NotDisownedError:
        messages.error(request, _("The flag has been taken away already."))
    else:
        messages.success(request, _("The flag is taken away."))
    return redirect("consultations:workspace_response", year, slug, number)


@right_required(Right.READ_LOGS)
@require_safe
def protected_readings(request):
    """Who has read what people with protected identity sent, when and what; without saying who they are."""
    readings = ProtectedReading.objects.select_related("response__consultation", "by")
    page = page_of(request, readings, paginator=LongPaginator)
    context = {"here": "registry", "crumbs": _crumbs(), "page": page}
    return render(request, "consultations/workspace/protected_readings.html", context)
