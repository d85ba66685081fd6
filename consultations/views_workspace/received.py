"""The received answers. No query here, nor in what it calls, touches a draft."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import holding, late_files
from consultations.actions import registering
from consultations.forms_received import ReceivedFilter
from consultations.forms_registry import MarkForm
from consultations.models import (
    Answer,
    Attachment,
    ConfirmationFile,
    LinkKind,
    RegistryEntry,
    Response,
    ResponseEvent,
    ResponseLink,
    SectionComment,
)
from consultations.models.joining import joinings_of
from consultations.views.downloads import download
from consultations.views_workspace import received_rows
from consultations.views_workspace.rounds import crumbs_to, find_round, page_of
from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right

# Long texts that no row shows.
_UNREAD = ("summary", "arrival_reason", "confirmation__reservations")


def _link(kind):
    return Exists(ResponseLink.objects.filter(earlier=OuterRef("pk"), kind=kind))


@right_required(Right.READ_RESPONSES)
def response_list(request, year, slug):
    """Fifty at a time; withdrawn and replaced ones stand here too, and say so."""
    consultation = find_round(request, year, slug)
    form = ReceivedFilter(request.GET, consultation=consultation)
    chosen = form.narrow(Response.objects.filter(consultation=consultation))
    shown = chosen.visible_to(request.user)
    # One question for both numbers: what is shown, and what few officials may see.
    numbers = chosen.order_by().aggregate(all=Count("pk"), open=Count("pk", filter=Q(is_protected=False)))
    may_see_all = request.user.has_right(Right.READ_PROTECTED)
    total = numbers["all"] if may_see_all else numbers["open"]
    page = page_of(request, _with_marks(shown), total=total)
    asked = request.GET.copy()
    asked.pop("sida", None)
    context = {
        "here": "consultations",
        "crumbs": crumbs_to(consultation),
        "consultation": consultation,
        "form": form,
        "page": page,
        "rows": received_rows.of(page),
        "hidden_count": numbers["all"] - numbers["open"] if form.may_tell_of_hidden and not may_see_all else 0,
        "query": f"{asked.urlencode()}&" if asked else "",
    }
    return render(request, "consultations/workspace/response_list.html", context)


def _number(things):
    """How many of these an answer has. As a subquery it is counted for the shown page only."""
    counted = things.filter(response=OuterRef("pk")).order_by().values("response").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def _with_marks(responses):
    """Answers with what the table shows of them: marks and numbers."""
    return (
        responses.select_related("organisation", "confirmation")
        .defer(*_UNREAD)
        .annotate(
            comment_count=_number(SectionComment.objects.all()),
            attachment_count=_number(Attachment.objects.all()),
            is_withdrawn=_link(LinkKind.WITHDRAWS),
            is_replaced=_link(LinkKind.REPLACES),
            is_supplement=Exists(ResponseLink.objects.filter(later=OuterRef("pk"), kind=LinkKind.SUPPLEMENTS)),
            is_begun_before=Exists(ResponseEvent.objects.filter(response=OuterRef("pk"), transition=late_files.BEGUN)),
            is_joint=Exists(Response.joint_with.through.objects.filter(response=OuterRef("pk"))),
        )
    )


def find_response(request, year, slug, number, *, reading=""):
    """An answer that this official may see; that somebody reads one from a protected person is noted as `reading`."""
    consultation = find_round(request, year, slug)
    seen = Response.objects.visible_to(request.user).select_related("organisation", "invitation", "sent_by")
    response = get_object_or_404(seen, consultation=consultation, receipt_number=number)
    # One row of the round is enough: the answer asks it for the version's address.
    response.consultation = consultation
    if reading:
        registering.note_reading(response, reading, by=request.user)
    return response


@right_required(Right.READ_RESPONSES)
def show_response(request, year, slug, number):
    """One received answer, whole."""
    return render_response(request, find_response(request, year, slug, number, reading=_("The answer")))


def render_response(request, response, *, mark_form=None, problems=(), status=200):
    """The page of one answer; after a refused step with what was typed and why."""
    comments = SectionComment.objects.filter(response=response).select_related("section")
    links = ResponseLink.objects.select_related("earlier", "later", "by")
    transitions = response.transitions_for(request.user)
    attachments = list(Attachment.objects.filter(response=response).order_by("pk"))
    # Only a preliminary answer is ever confirmed.
    extracts = list(ConfirmationFile.objects.filter(confirmation__response=response)) if response.is_preliminary else []
    holding.with_checks([*attachments, *extracts])
    events = list(response.events.select_related("by"))
    context = {
        "here": "consultations",
        "crumbs": [*crumbs_to(response.consultation), _crumb(response.consultation)],
        "consultation": response.consultation,
        "response": response,
        "entry": RegistryEntry.objects.filter(response=response).select_related("by").first(),
        "answers": Answer.objects.filter(response=response).select_related("question"),
        "comments": comments,
        "attachments": attachments,
        "extract": next(iter(extracts), None),
        "joint_with": response.joint_with.in_swedish_order(),
        "joinings": joinings_of(response),
        "seconds": links.filter(later=response, kind=LinkKind.SECONDS).select_related("earlier__organisation"),
        "seconded_by": links.filter(earlier=response, kind=LinkKind.SECONDS).select_related("later__organisation"),
        "is_disowned": Response.objects.disowned().filter(pk=response.pk).exists(),
        "links_back": links.filter(later=response).exclude(kind=LinkKind.SECONDS),
        "links_on": links.filter(earlier=response).exclude(kind=LinkKind.SECONDS),
        "events": events,
        "begun_before": next((event for event in events if event.transition == late_files.BEGUN), None),
        "marks": response.marks.live().select_related("by", "same_as"),
        "transitions": transitions,
        "mark_form": mark_form or _mark_form(request, response),
        "problems": list(problems),
    }
    return render(request, "consultations/workspace/response.html", context, status=status)


def _mark_form(request, response):
    return MarkForm(response) if request.user.has_right(Right.REGISTER_RESPONSES) else None


def crumbs_to_answer(response):
    """The way to the page of one answer."""
    place = [response.consultation.year, response.consultation.slug, response.receipt_number]
    address = reverse("consultations:workspace_response", args=place)
    return [*crumbs_to(response.consultation), _crumb(response.consultation), (response.receipt_number, address)]


def crumbs_to_list(consultation):
    """The way to the list of a round's answers."""
    return [*crumbs_to(consultation), _crumb(consultation)]


def _crumb(consultation):
    address = reverse("consultations:workspace_responses", args=[consultation.year, consultation.slug])
    return (_("Received answers"), address)


@right_required(Right.READ_RESPONSES)
def attachment(request, year, slug, number, pk):
    """A file that came with the answer: always saved, never shown inside the portal."""
    response = find_response(request, year, slug, number, reading=_("A file"))
    return download(request, get_object_or_404(Attachment.objects.filter(response=response), pk=pk))


@right_required(Right.READ_RESPONSES)
def extract(request, year, slug, number):
    """The extract of the minutes that came with the confirmation of a preliminary answer."""
    response = find_response(request, year, slug, number, reading=_("A file"))
    return download(request, get_object_or_404(ConfirmationFile, confirmation__response=response))
