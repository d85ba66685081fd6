"""From a published answer to an answer of one's own that seconds it."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import parts, publication
from consultations.actions import answers, seconding
from consultations.views.answering import sealed_page
from consultations.views.public import fetch_round
from consultations.views.visit import Visit


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def second(request, year, slug, number):
    """Say what seconding is, then put it into the draft at hand, or begin one."""
    consultation = fetch_round(year, slug)
    published = publication.published_of(consultation).select_related("organisation")
    response = get_object_or_404(published, receipt_number=number)
    visit = Visit(request)
    draft = visit.draft(visit.current_pk(year, slug))
    start = reverse("consultations:answer", args=[year, slug])
    may_second = consultation.awaits_answers and not publication.is_over(response)
    if request.method == "POST" and may_second:
        if draft is None or draft.sent_at:
            return redirect(f"{start}?{urlencode({'instammer': number})}")
        try:
            seconding.add(draft, number, by=request.user)
        except answers.DraftIsFrozenError:
            return redirect("consultations:team", year, slug)
        return redirect(parts.address(draft, parts.WHOLE))
    context = {
        "here": "consultations",
        "crumbs": [(_("Consultations"), reverse("consultations:round_list")), (str(consultation), start)],
        "consultation": consultation,
        "response": response,
        "may_second": may_second,
        "has_draft": draft is not None and not draft.sent_at,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "consultations/answer/second.html", context, status=status)
