"""Recording what the bodies decide about a frozen version."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, log
from strategy.forms import VersionStepForm
from strategy.models import Version
from strategy.views.workspace import frame


@right_required(Right.RECORD_DECISIONS)
def take_step(request, slug, number):
    """The steps that the version can take now, and why it takes one."""
    sealed = Version.objects.sealed().select_related("document__parent").defer("rendered", "lead")
    version = get_object_or_404(sealed, document__slug=slug, number=number)
    ways = actions.ways_onwards(version)
    form = VersionStepForm(request.POST if request.method == "POST" else None, ways=ways)
    if request.method == "POST" and form.is_valid():
        return _take(request, version, **form.cleaned_data)
    context = {"document": version.document, "version": version, "form": form, "ways": ways}
    context["events"] = log.of_version(version)
    status = 422 if request.method == "POST" else 200
    return render(request, "strategy/workspace/step.html", context | frame(version.document), status=status)


def _take(request, version, *, step, reason):
    try:
        actions.take_step(version, step, reason=reason, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("Somebody else was first. Nothing more has been done."))
    else:
        messages.success(request, _("It stands in the log: %(what)s.") % {"what": log.LABELS[step]})
    return redirect("strategy:workspace_version", version.document.slug, version.number)
