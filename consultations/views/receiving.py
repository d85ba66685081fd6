"""An invited body says that the round has reached it: by a click of its own, never by an opened letter."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.actions import inviting
from consultations.models import Invitation
from consultations.views.answering import sealed_page
from consultations.views.public import fetch_round
from consultations.views.visit import Visit


@sealed_page
@require_safe
def follow_link(request, year, slug):
    """The link of the letter: keep the invitation in the session and drop the secret from the address."""
    consultation = fetch_round(year, slug)
    key = request.GET.get("inbjudan", "")
    invitation = Invitation.objects.filter(consultation=consultation, key=key).first()
    if invitation is None:
        answer = reverse("consultations:answer", args=[year, slug])
        return redirect(f"{answer}?ogiltig=1")
    Visit(request).remember_invitation(invitation)
    return redirect("consultations:receipt_of_round", year, slug, invitation.pk)


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, year, slug, pk):
    """Ask for the click, and say that it has been noted. A mail program that follows links confirms nothing."""
    consultation = fetch_round(year, slug)
    invitation = get_object_or_404(consultation.invitations.select_related("organisation"), pk=pk)
    if not Visit(request).holds_invitation(invitation):
        raise Http404
    if request.method == "POST":
        inviting.confirm_receipt(invitation)
        return redirect(request.path)
    answer = reverse("consultations:answer", args=[year, slug])
    context = {
        "here": "consultations",
        "crumbs": [(_("Consultations"), reverse("consultations:round_list")), (str(consultation), answer)],
        "consultation": consultation,
        "invitation": invitation,
    }
    return render(request, "consultations/answer/received.html", context)
