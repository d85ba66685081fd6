"""A file with bodies to invite: handed in, shown row by row, put on the list or thrown away."""

from collections import Counter

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from consultations.actions import importing
from consultations.exports import invitation_template
from consultations.forms_inviting import ImportForm
from consultations.import_files import columns
from consultations.models import Verdict
from consultations.views_workspace.inviting import crumbs_to_list
from consultations.views_workspace.rounds import find_round, page_of
from consultations.workflow import ImportState, RoundState
from rus_portal.accounts.access import right_required
from rus_portal.accounts.models import Category
from rus_portal.accounts.roles import Right
from rus_portal.exports.models import State
from rus_portal.exports.views import send
from rus_portal.workflow import TransitionNotAllowedError

EARLIER = 10
# Seconds until a page that waits for the worker asks again.
ASK_AGAIN = 3


@right_required(Right.RUN_CONSULTATION)
def imports(request, year, slug):
    """Hand in a file; see what has been handed in."""
    consultation = find_round(request, year, slug)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            waiting = importing.ask_import(consultation, form.cleaned_data["file"], by=request.user)
        except importing.FileNotTakenError as refusal:
            form.add_error("file", str(refusal))
        except TransitionNotAllowedError:
            form.add_error(None, _("Nobody can be invited now: the consultation is not planned or open."))
        else:
            return redirect("consultations:workspace_import", year, slug, waiting.pk)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "form": form,
        "columns": columns.COLUMNS,
        "groups": Category.labels,
        "earlier": consultation.imports.select_related("asked_by")[:EARLIER],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/workspace/imports.html", context, status=status)


@right_required(Right.RUN_CONSULTATION)
@require_safe
def template(request, year, slug):
    """A file with the right headings, to fill in."""
    find_round(request, year, slug)
    headers = {"Content-Disposition": f'attachment; filename="{columns.template_name()}"'}
    return HttpResponse(columns.template(), content_type="text/csv; charset=utf-8", headers=headers)


@right_required(Right.RUN_CONSULTATION)
@require_safe
def excel_template(request, year, slug):
    """The same for Excel, with the groups to choose from; the first time a worker makes it."""
    consultation = find_round(request, year, slug)
    export = invitation_template.request_template(by=request.user)
    if export.state == State.READY:
        return send(export)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to_list(consultation),
        "consultation": consultation,
        "export": export,
    }
    answer = render(request, "consultations/workspace/template_wait.html", context, status=202)
    if export.state != State.FAILED:
        answer.headers["Refresh"] = str(ASK_AGAIN)
    return answer


def _find(request, year, slug, pk):
    consultation = find_round(request, year, slug)
    return get_object_or_404(consultation.imports.select_related("consultation", "asked_by"), pk=pk)


@right_required(Right.RUN_CONSULTATION)
def show_import(request, year, slug, pk):
    """Every row of the file, with what it would do and what is wrong with it."""
    read = _find(request, year, slug, pk)
    shown = request.GET.get("visa", "")
    rows = read.rows.select_related("organisation")
    if shown in Verdict.values:
        rows = rows.filter(verdict=shown)
    counts = Counter(dict(read.rows.order_by().values_list("verdict").annotate(Count("pk"))))
    address = reverse("consultations:workspace_imports", args=[year, slug])
    context = {
        "here": "consultations",
        "crumbs": [*crumbs_to_list(read.consultation), (_("Import"), address)],
        "consultation": read.consultation,
        "read": read,
        "shown": shown,
        "verdicts": [(verdict, counts[verdict]) for verdict in Verdict],
        "row_count": counts.total(),
        "ready_count": counts[Verdict.NEW] + counts[Verdict.KNOWN],
        "problem_count": counts[Verdict.PROBLEM],
        "page": page_of(request, rows.order_by("line"), 100),
        "query": f"visa={shown}&" if shown in Verdict.values else "",
        "is_open": read.consultation.state == RoundState.OPEN,
    }
    response = render(request, "consultations/workspace/import.html", context)
    if read.state == ImportState.ASKED:
        # Works without a script, and is said on the page.
        response.headers["Refresh"] = str(ASK_AGAIN)
    return response


@right_required(Right.RUN_CONSULTATION)
@require_POST
def accept(request, year, slug, pk):
    """All rows without problems, at once; a second click does nothing."""
    read = _find(request, year, slug, pk)
    try:
        accepted = importing.accept_import(read, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("The file has been put on the list already, or nobody can be invited any more."))
        return redirect("consultations:workspace_import", year, slug, pk)
    text = ngettext("%(n)d body is put on the list.", "%(n)d bodies are put on the list.", accepted.added)
    messages.success(request, text % {"n": accepted.added})
    if accepted.passed_over:
        text = ngettext(
            "%(n)d body had come on the list since the file was read.",
            "%(n)d bodies had come on the list since the file was read.",
            accepted.passed_over,
        )
        messages.info(request, text % {"n": accepted.passed_over})
    return redirect("consultations:workspace_invited", year, slug)


@right_required(Right.RUN_CONSULTATION)
@require_POST
def discard(request, year, slug, pk):
    """The file and its rows go; the list stays as it is."""
    try:
        importing.discard_import(_find(request, year, slug, pk))
    except TransitionNotAllowedError:
        messages.error(request, _("The file has been put on the list. It stays here as the record of that."))
    else:
        messages.success(request, _("The file is thrown away. Nothing was put on the list."))
    return redirect("consultations:workspace_imports", year, slug)
