"""What everyone may have of a round as a file: its letter as PDF, and its answer form in Word."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone

from consultations.exports import round_letter, word_form
from consultations.views.public import fetch_round
from rus_portal.accounts.access import public_page
from rus_portal.exports.models import State
from rus_portal.exports.views import send

# A file that could not be made is not tried again at each reload.
RETRY_AFTER = timedelta(minutes=10)


@public_page
def round_pdf(request, year, slug):
    """The PDF when it is ready; otherwise it is asked for, and the page says how far it has come."""
    consultation = fetch_round(year, slug)
    return _file(request, consultation, round_letter.copies, round_letter.request_letter, "consultations/pdf_wait.html")


@public_page
def round_word_form(request, year, slug):
    """The answer form when it is ready; otherwise it is asked for, and the page says how far it has come."""
    consultation = fetch_round(year, slug)
    return _file(request, consultation, word_form.copies, word_form.request_form, "consultations/word_wait.html")


def _file(request, consultation, copies, ask, waiting):
    failed = copies(consultation).filter(state=State.FAILED, touched_at__gt=timezone.now() - RETRY_AFTER)
    export = failed.first() or ask(consultation)
    if export.state == State.READY:
        return send(export)
    is_failed = export.state == State.FAILED
    context = {"consultation": consultation, "export": export, "failed": is_failed, "here": "consultations"}
    response = render(request, waiting, context)
    if not is_failed:
        response.headers["Refresh"] = "3"
    return response
