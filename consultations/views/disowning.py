"""The link in the letter to an organisation's registry: this answer is not from us."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import fields
from consultations.actions import disowning
from consultations.views.answering import sealed_page


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def disown(request, key):
    """Ask who says so, and note it. A mail program that follows links says nothing."""
    response = disowning.by_key(key)
    if response is None:
        raise Http404
    name = fields.tidy(request.POST.get("name", "")).strip()[:150]
    reason = fields.tidy(request.POST.get("reason", "")).strip()[:2000]
    problems = [("id_name", _("Write your name."))] if request.method == "POST" and not name else []
    if request.method == "POST" and not problems:
        disowning.disown(response, name=name, reason=reason)
        return redirect(request.path)
    context = {
        "here": "consultations",
        "crumbs": [],
        "response": response,
        "consultation": response.consultation,
        "said": disowning.standing_word(response),
        "name": name,
        "reason": reason,
        "problems": problems,
        "wrong": dict(problems),
    }
    return render(request, "consultations/respondent/disown.html", context, status=422 if problems else 200)
