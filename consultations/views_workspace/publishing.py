"""What is ready for the web and what stands there: publish many at once, look first, take off again.

Nothing here shows the original: whoever publishes need not see what is masked.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.actions import publishing
from consultations.models import Response
from consultations.views.published import shown
from consultations.views_workspace.rounds import crumbs_to, find_round, page_of
from consultations.workflow import ResponseState
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError

READY = [ResponseState.WEB_APPROVED, ResponseState.PUBLISHED]


def _publishable(consultation):
    ready = Response.objects.filter(consultation=consultation, is_protected=False, state__in=READY)
    return ready.select_related("organisation").with_end()


@right_required(Right.PUBLISH_RESPONSES)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request, year, slug):
    """What is approved first, then what is published; the ticked ones are published."""
    consultation = find_round(request, year, slug)
    if request.method == "POST":
        return _publish_chosen(request, consultation)
    # "web_approved" stands after "published" in the alphabet.
    listed = _publishable(consultation).order_by("-state", "received_at", "pk")
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "page": page_of(request, listed),
    }
    return render(request, "consultations/workspace/publish.html", context)


def _publish_chosen(request, consultation):
    chosen = _publishable(consultation).filter(
        receipt_number__in=request.POST.getlist("svar"), state=ResponseState.WEB_APPROVED
    )
    done, left = publishing.publish_many(chosen.order_by("received_at", "pk"), by=request.user)
    if done:
        said = ngettext("%(n)d answer is published.", "%(n)d answers are published.", done)
        messages.success(request, said % {"n": done})
    if left:
        numbers = ", ".join(response.receipt_number for response in left)
        messages.error(request, _("These could not be published: %(numbers)s.") % {"numbers": numbers})
    if not done and not left:
        messages.error(request, _("Nothing was published: tick answers that are approved."))
    return redirect("consultations:workspace_publish", consultation.year, consultation.slug)


def _find(request, year, slug, number):
    consultation = find_round(request, year, slug)
    response = get_object_or_404(_publishable(consultation), receipt_number=number)
    response.consultation = consultation
    return response


@right_required(Right.PUBLISH_RESPONSES)
@require_safe
def preview(request, year, slug, number):
    """The web version as everyone reads it or will read it."""
    response = _find(request, year, slug, number)
    way = reverse("consultations:workspace_publish", args=[year, slug])
    context = shown(response) | {"here": "consultations"}
    context["crumbs"] = [*crumbs_to(response.consultation), (_("Publish answers"), way)]
    return render(request, "consultations/workspace/preview.html", context)


@right_required(Right.PUBLISH_RESPONSES)
@require_POST
def unpublish(request, year, slug, number):
    """Take it off the web with a reason; it goes back to the review."""
    response = _find(request, year, slug, number)
    reason = request.POST.get("reason", "").strip()[:1000]
    if not reason:
        messages.error(request, _("Say why it is taken off the web. The reason is kept."))
        return redirect("consultations:workspace_preview", year, slug, number)
    try:
        publishing.unpublish(response, reason=reason, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("It stands on the web no more."))
    else:
        messages.success(request, _("It is taken off the web, and goes back to the review."))
    return redirect("consultations:workspace_publish", year, slug)
