"""Making a version that can never change."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions
from strategy.forms import FreezeForm
from strategy.models import Document
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame


@right_required(Right.FREEZE_VERSION)
def freeze(request, slug):
    """What is missing, by name; when nothing is, the form."""
    document = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    snapshot = Snapshot.take(document)
    form = FreezeForm(request.POST if request.method == "POST" else None)
    problems = snapshot.problems
    if request.method == "POST" and form.is_valid() and not problems:
        try:
            version = actions.freeze(document, **form.cleaned_data, by=request.user)
        except actions.NotReadyError as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Version %(number)d is frozen.") % {"number": version.number})
            return redirect("strategy:workspace_version", slug, version.number)
    context = {
        "document": document,
        "snapshot": snapshot,
        "form": form,
        "problems": [("", problem) for problem in problems],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "strategy/workspace/freeze.html", context | frame(document), status=status)
