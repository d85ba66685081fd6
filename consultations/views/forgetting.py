"""Forget this computer: on a borrowed one, what one has written and the way to it are to stay with nobody else."""

from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.views.answering import sealed_page
from consultations.views.visit import Visit

# Kept texts, files and pages; a browser that does not know the header is told by static/js/kept.js.
CLEARED = '"cache", "storage"'
SHOWN = 20


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request):
    """Ask, and say which drafts one finds again and how; then end the visit and have the browser clear what it kept."""
    if request.method == "POST":
        # The whole session: log-in, drafts, invitations and receipts that were reached in it.
        logout(request)
        answer = redirect("consultations:forgotten")
        answer.headers["Clear-Site-Data"] = CLEARED
        return answer
    visit = Visit(request)
    drafts = list(visit.drafts().unsent().with_sender().order_by("-saved_at")[:SHOWN])
    # Whoever is logged in has made each draft that was opened the account's own.
    addresses = visit.addresses_of_links()
    context = {
        "here": "",
        "crumbs": [(_("My answers"), reverse("consultations:my_responses"))],
        "drafts": [(draft, request.user.is_authenticated or addresses.get(draft.pk, "")) for draft in drafts],
    }
    return render(request, "consultations/respondent/forget.html", context)


@sealed_page
@require_safe
def forgotten(request):
    """That it is done."""
    return render(request, "consultations/respondent/forgotten.html", {"here": "", "crumbs": []})
