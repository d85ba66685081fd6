"""The matrix as it is filled in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, rendering
from strategy.forms import WeighForm
from strategy.models import Document
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame

STATES_SHOWN = 20


@right_required(Right.ENTER_WORKSPACE)
def matrix(request, slug):
    """Goals and priorities against principles, with the gaps that stand in the way of freezing."""
    document = get_object_or_404(Document, slug=slug)
    snapshot = Snapshot.take(document)
    rows = [(place, _cells(snapshot, place)) for place in snapshot.weighed]
    context = {
        "document": document,
        "snapshot": snapshot,
        "rows": rows,
        "cells": len(rows) * len(snapshot.principles),
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/matrix.html", context | frame(document))


@right_required(Right.ENTER_WORKSPACE)
def weigh(request, slug, key, principle):
    """One cell: how a goal or priority was weighed against one principle."""
    document = get_object_or_404(Document, slug=slug)
    section = get_object_or_404(document.sections.present().weighed(), key=key)
    found = get_object_or_404(document.principles, slug=principle)
    cell = section.assessments.filter(principle=found).select_related("saved_by").first()
    form = WeighForm(request.POST if request.method == "POST" else None, initial=_initial(cell))
    if request.method == "POST":
        if not request.user.has_right(Right.WRITE_STRATEGY):
            raise PermissionDenied
        if form.is_valid():
            try:
                actions.assess(section, found, **form.cleaned_data, by=request.user)
            except actions.CellChangedError as changed:
                cell, form = changed.cell, form.again_after(changed.cell)
            else:
                messages.success(request, _("The weighing has been saved."))
                return redirect(f"{reverse('strategy:workspace_principles', args=[slug])}#m-{section.key}")
    snapshot = Snapshot.take(document)
    context = {
        "document": document,
        "place": snapshot.place_of(section),
        "shown": rendering.preview(section, section.body, snapshot.titles),
        "section": section,
        "principle": found,
        "cell": cell,
        "is_changed": form.is_changed,
        "earlier": cell.revisions.select_related("saved_by")[1:STATES_SHOWN] if cell else [],
        "form": form,
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    status = 409 if form.is_changed else 422 if form.errors else 200
    return render(request, "strategy/workspace/weigh.html", context | frame(document), status=status)


def _cells(snapshot, place):
    return [
        (principle, snapshot.assessments.get((place.section.pk, principle.pk))) for principle in snapshot.principles
    ]


def _initial(cell):
    if cell is None:
        return {"expected_revision": 0}
    return {"is_relevant": "1" if cell.is_relevant else "0", "text": cell.text, "expected_revision": cell.revision}
