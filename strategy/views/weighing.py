"""The matrix as it is filled in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, rendering
from strategy import matrix as matrices
from strategy.forms import WeighForm
from strategy.models import Document
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame

STATES_SHOWN = 20


@right_required(Right.ENTER_WORKSPACE)
def matrix(request, slug):
    """Goals and priorities against principles, with the gaps that stand in the way of freezing."""
    document = get_object_or_404(Document, slug=slug)
    context = {
        "document": document,
        "matrix": matrices.of_document(document, request.GET),
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/matrix.html", context | frame(document))


@right_required(Right.ENTER_WORKSPACE)
def weigh(request, slug, key, principle):
    """One cell: how a goal or priority was weighed against one principle."""
    document = get_object_or_404(Document, slug=slug)
    section = get_object_or_404(document.sections.present().weighed(), key=key)
    found = get_object_or_404(document.principles.present(), slug=principle)
    cell = section.assessments.filter(principle=found).select_related("saved_by").first()
    form = WeighForm(request.POST if request.method == "POST" else None, initial=_initial(cell))
    status = 200
    if request.method == "POST":
        if not request.user.has_right(Right.WRITE_STRATEGY):
            raise PermissionDenied
        status = 422
        if form.is_valid():
            try:
                _keep(section, found, cell, form, request.user)
            except actions.CellChangedError as changed:
                cell, status = changed.cell, 409
                form = WeighForm(initial=form.cleaned_data | {"expected_revision": cell.revision})
                form.initial["is_relevant"] = "1" if form.initial["is_relevant"] else "0"
            else:
                messages.success(request, _("The weighing has been saved."))
                return redirect(_after(section, found, wants_next="next" in request.POST))
    snapshot = Snapshot.take(document)
    context = {
        "document": document,
        "place": snapshot.place_of(section),
        "shown": rendering.preview(section, section.body, snapshot.titles),
        "earlier": cell.revisions.select_related("saved_by")[1:STATES_SHOWN] if cell else [],
        "section": section,
        "principle": found,
        "cell": cell,
        "gaps_left": sum(one.section.pk != section.pk or other.pk != found.pk for one, other in snapshot.gaps),
        "is_changed": status == 409,
        "form": form,
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/weigh.html", context | frame(document), status=status)


def _after(section, principle, *, wants_next):
    """Where one goes from a cell that is saved: to the next empty one in reading order, or to its row in the matrix."""
    slug = section.document.slug
    snapshot = Snapshot.outline(section.document) if wants_next else None
    if snapshot and snapshot.gaps:
        order = {place.section.pk: n for n, place in enumerate(snapshot.places)}
        here = order[section.pk], principle.number
        later = [gap for gap in snapshot.gaps if (order[gap[0].section.pk], gap[1].number) > here]
        place, other = (later or snapshot.gaps)[0]
        return reverse("strategy:weigh", args=[slug, place.section.key, other.slug])
    return f"{reverse('strategy:workspace_principles', args=[slug])}#m-{section.key}"


def _keep(section, principle, cell, form, user):
    data = form.cleaned_data
    expected = data["expected_revision"]
    if expected is None:
        expected = cell.revision if cell else 0
    said = {"is_relevant": data["is_relevant"], "text": data["text"]}
    actions.assess(section, principle, **said, by=user, expected_revision=expected)


def _initial(cell):
    if cell is None:
        return {"expected_revision": 0}
    return {"is_relevant": "1" if cell.is_relevant else "0", "text": cell.text, "expected_revision": cell.revision}
