"""The received answers. No query here, nor in what it calls, touches a draft."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations.forms_workspace import FilterForm
from consultations.models import (
    Answer,
    Attachment,
    LinkKind,
    Response,
    ResponseLink,
    SectionComment,
)
from consultations.views_workspace.rounds import crumbs_to, find_round, page_of
from consultations.workflow import ResponseTransition
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError

logger = logging.getLogger(__name__)


def _link(kind):
    return Exists(ResponseLink.objects.filter(earlier=OuterRef("pk"), kind=kind))


@right_required(Right.READ_RESPONSES)
def response_list(request, year, slug):
    """Fifty at a time; withdrawn and replaced ones stand here too, and say so."""
    consultation = find_round(request, year, slug)
    form = FilterForm(request.GET)
    received = Response.objects.visible_to(request.user).filter(consultation=consultation)
    page = page_of(request, _with_marks(form.narrow(received)))
    asked = request.GET.copy()
    asked.pop("sida", None)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "form": form,
        "page": page,
        "query": f"{asked.urlencode()}&" if asked else "",
    }
    return render(request, "consultations/workspace/response_list.html", context)


def _number(things):
    """How many of these an answer has. As a subquery it is counted for the shown page only."""
    counted = things.filter(response=OuterRef("pk")).order_by().values("response").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _with_marks(responses):
    """Answers with what the table shows of them: marks and numbers."""
    return responses.select_related("organisation").annotate(
        comment_count=_number(SectionComment.objects.all()),
        attachment_count=_number(Attachment.objects.all()),
        is_withdrawn=_link(LinkKind.WITHDRAWS),
        is_replaced=_link(LinkKind.REPLACES),
        is_joint=Exists(Response.joint_with.through.objects.filter(response=OuterRef("pk"))),
    )


def _find_response(request, year, slug, number):
    consultation = find_round(request, year, slug)
    seen = Response.objects.visible_to(request.user).select_related("organisation", "invitation", "sent_by")
    response = get_object_or_404(seen, consultation=consultation, receipt_number=number)
    # One row of the round is enough: the answer asks it for the version's address.
    response.consultation = consultation
    if response.is_protected:
        logger.info("protected answer opened", extra={"response": response.pk, "user": request.user.pk})
    return response


@right_required(Right.READ_RESPONSES)
def show_response(request, year, slug, number):
    """One received answer, whole."""
    response = _find_response(request, year, slug, number)
    comments = SectionComment.objects.filter(response=response).select_related("section")
    links = ResponseLink.objects.select_related("earlier", "later", "by")
    context = {
        "here": "consultations",
        "crumbs": [*crumbs_to(response.consultation), _crumb(response.consultation)],
        "consultation": response.consultation,
        "response": response,
        "answers": Answer.objects.filter(response=response).select_related("question"),
        "comments": comments,
        "attachments": Attachment.objects.filter(response=response).order_by("pk"),
        "joint_with": response.joint_with.in_swedish_order(),
        "links_back": links.filter(later=response),
        "links_on": links.filter(earlier=response),
        "events": response.events.select_related("by"),
        "transitions": response.transitions_for(request.user),
    }
    return render(request, "consultations/workspace/response.html", context)


def _crumb(consultation):
    address = reverse("consultations:workspace_responses", args=[consultation.year, consultation.slug])
    return (_("Received answers"), address)


@right_required(Right.READ_RESPONSES)
@require_POST
def register(request, year, slug, number):
    """That the answer stands in the registry."""
    response = _find_response(request, year, slug, number)
    if not request.user.has_perm("consultations.register_response", response):
        raise PermissionDenied
    try:
        response.advance(ResponseTransition.REGISTER, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("The answer has been registered already."))
    else:
        messages.success(request, _("The answer is registered."))
    return redirect("consultations:workspace_response", year, slug, number)


@right_required(Right.READ_RESPONSES)
def attachment(request, year, slug, number, pk):
    """A file that came with the answer: always saved, never shown inside the portal."""
    response = _find_response(request, year, slug, number)
    file = get_object_or_404(Attachment.objects.filter(response=response), pk=pk)
    download = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    download.headers["X-Content-Type-Options"] = "nosniff"
    download.headers["Cache-Control"] = "private, no-store"
    return download
