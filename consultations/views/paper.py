"""The round as a PDF that everyone may have."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone

from consultations.exports import round_letter
from consultations.views.public import fetch_round
from rus_portal.accounts.access import public_page
from rus_portal.exports.models import State
from rus_portal.exports.views import send

# A PDF that could not be made is not tried again at each reload.
RETRY_AFTER = timedelta(minutes=10)


@public_page
def round_pdf(request, year, slug):
    """The PDF when it is ready; otherwise it is asked for, and the page says how far it has come."""
    consultation = fetch_round(year, slug)
    failed = round_letter.copies(consultation).filter(state=State.FAILED, touched_at__gt=timezone.now() - RETRY_AFTER)
    export = failed.first() or round_letter.request_letter(consultation)
    if export.state == State.READY:
        return send(export)
    is_failed = export.state == State.FAILED
    context = {"consultation": consultation, "export": export, "failed": is_failed, "here": "consultations"}
    response = render(request, "consultations/pdf_wait.html", context)
    if not is_failed:
        response.headers["Refresh"] = "3"
    return response
