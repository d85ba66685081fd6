"""The page where the sender of a preliminary answer tells of the decision."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import fields
from consultations.actions import confirming
from consultations.models import Response
from consultations.views.answering import sealed_page
from consultations.views.respondent import fetch, may_sign, take_key
from rus_portal.exports import uploads

LABELS = {"body": 150, "date": 40, "item": 20, "reservations": 20_000, "name": 150}


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, number):
    """Say who decided, when and under which §, with the extract of the minutes; or see that it is confirmed."""
    if key := request.GET.get("nyckel"):
        take_key(request, number, key)
        return redirect(request.path)
    response = fetch(request, number)
    if not may_sign(request, response):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, response, _known(request, response))
    typed = {name: fields.tidy(request.POST.get(name, "")).strip()[:most] for name, most in LABELS.items()}
    problems, decided_on = _problems(typed)
    if problems:
        return _page(request, response, typed, problems=problems, status=422)
    said = {"name": typed["name"], "body": typed["body"], "item": typed["item"], "reservations": typed["reservations"]}
    try:
        upload = request.FILES.get("extract")
        confirming.confirm(response, by=request.user, decided_on=decided_on, extract=upload, **said)
    except uploads.FileRefusedError as refusal:
        return _page(request, response, typed, problems=[("id_extract", str(refusal))], status=422)
    except confirming.NotWaitingError:
        return _page(request, response, typed, status=409)
    return redirect("consultations:receipt", response.receipt_number)


def _known(request, response):
    name = str(request.user) if request.user.is_authenticated else response.signed_by
    return {"body": response.deciding_body, "reservations": response.reservations, "name": name}


def _problems(typed):
    """([(field id, sentence)], the day of the decision)."""
    problems, decided_on = [], None
    if not typed["body"]:
        problems.append(("id_body", _("Write who decided.")))
    if not typed["date"]:
        problems.append(("id_date", _("Write the day of the decision.")))
    elif wrong := fields.problems({"decision.date": typed["date"]}).get("decision.date"):
        problems.append(("id_date", wrong))
    else:
        decided_on = fields.day(typed["date"])
    if not typed["name"]:
        problems.append(("id_name", _("Write who sends it.")))
    return problems, decided_on


def _page(request, response, typed, *, problems=(), status=200):
    receipt = reverse("consultations:receipt", args=[response.receipt_number])
    context = {
        "here": "consultations",
        "crumbs": [(_("My answers"), reverse("consultations:my_responses")), (response.receipt_number, receipt)],
        "response": response,
        "consultation": response.consultation,
        "is_waiting": Response.objects.awaiting_decision().filter(pk=response.pk).exists(),
        "accept": uploads.ACCEPT,
        "typed": typed,
        "problems": list(problems),
        "wrong": dict(problems),
    }
    return render(request, "consultations/respondent/confirm.html", context, status=status)
