"""An invited body asks for more time (*anstånd*), by its invitation link or as a member."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import fields
from consultations.actions import extensions
from consultations.models import Invitation
from consultations.views.answering import sealed_page
from consultations.views.public import fetch_round
from consultations.views.visit import Visit
from rus_portal.accounts.models import Membership

# How far after the present last day the day lies that the page gives as an example.
EXAMPLE = timedelta(days=14)


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, year, slug, pk):
    """Ask for more time, or see what was answered."""
    consultation = fetch_round(year, slug)
    invitation = get_object_or_404(consultation.invitations.select_related("organisation"), pk=pk)
    invitation.consultation = consultation
    if not _may_ask(Visit(request), invitation):
        raise Http404
    if request.method != "POST":
        return _page(request, invitation)
    day, reason = request.POST.get("day", "").strip()[:40], fields.tidy(request.POST.get("reason", "")).strip()[:2000]
    if not day:
        return _page(
            request, invitation, reason=reason, problem=("id_day", _("Write which day you want to have until."))
        )
    try:
        extensions.ask_extension(invitation, asked_day=fields.day(day), reason=reason)
    except ValueError as unreadable:
        return _page(request, invitation, day=day, reason=reason, problem=("id_day", str(unreadable)))
    except extensions.ExtensionNotAllowedError as refusal:
        field = "id_day" if reason else "id_reason"
        return _page(request, invitation, day=day, reason=reason, problem=(field, str(refusal)))
    return redirect(request.path)


def _may_ask(visit, invitation):
    if visit.holds_invitation(invitation):
        return True
    if not visit.user.is_authenticated:
        return False
    return Membership.objects.filter(user=visit.user, organisation=invitation.organisation_id).exists()


def _page(request, invitation: Invitation, *, day="", reason="", problem=None):
    consultation = invitation.consultation
    asked = list(invitation.extensions.order_by("asked_at"))
    answer = reverse("consultations:answer", args=[consultation.year, consultation.slug])
    context = {
        "here": "consultations",
        "crumbs": [(_("Consultations"), reverse("consultations:round_list")), (str(consultation), answer)],
        "consultation": consultation,
        "invitation": invitation,
        "extensions": asked,
        "example": (invitation.deadline.last_day + EXAMPLE).isoformat(),
        # One request at a time; what somebody typed beside it is still shown with the refusal.
        "is_waiting": not problem and any(one.granted is None for one in asked),
        "day": day,
        "reason": reason,
        "problem": problem,
        "problems": [problem] if problem else [],
    }
    return render(request, "consultations/answer/more_time.html", context, status=422 if problem else 200)
