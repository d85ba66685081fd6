"""Who answers: the page before an answer, with invitation links and answers that were begun before."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import fields, parts
from consultations.actions import answers
from consultations.models import Invitation
from consultations.views.answering import sealed_page
from consultations.views.public import fetch_round
from consultations.views.visit import Visit
from rus_portal.accounts.models import Organisation


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, year, slug):
    """Say who answers, or go on with what was begun."""
    consultation = fetch_round(year, slug)
    visit = Visit(request)
    if key := request.GET.get("inbjudan"):
        return _take_invitation(consultation, visit, key)
    if request.method == "POST":
        return _begin(request, consultation, visit)
    return _page(request, consultation, visit)


def _take_invitation(consultation, visit, key):
    """Keep the invitation in the session and drop the secret from the address."""
    here = reverse("consultations:answer", args=[consultation.year, consultation.slug])
    invitation = Invitation.objects.filter(consultation=consultation, key=key).first()
    if invitation is None:
        return redirect(f"{here}?ogiltig=1")
    visit.remember_invitation(invitation)
    return redirect(here)


def _begin(request, consultation, visit):
    who = request.POST.get("who", "")
    if not consultation.accepts_answers:
        return _page(request, consultation, visit, status=409)
    if not who:
        return _page(request, consultation, visit, problem=_("Say who answers."), status=422)
    draft = answers.begin(consultation, user=request.user, **_party(consultation, visit, who))
    kind, protected = {
        "person": (fields.PERSON, False),
        "protected": (fields.PERSON, True),
        "organisation": (fields.ORGANISATION, False),
    }.get(who, (None, False))
    if kind:
        answers.save_fields(
            draft, {"about.kind": kind} | ({"about.protected": "1"} if protected else {}), by=request.user
        )
    visit.remember_draft(draft.pk)
    visit.turn_to(draft)
    return redirect(parts.address(draft, parts.ABOUT))


def _party(consultation, visit, who):
    """For whom the draft is begun; 404 for a body that the visit may not answer for."""
    if who in ("person", "protected", "organisation"):
        return {}
    what, _colon, pk = who.partition(":")
    if what == "invitation":
        held = {str(invitation.pk): invitation for invitation in visit.invitations(consultation)}
        if pk in held:
            return {"invitation": held[pk]}
    if what == "member":
        own = {str(organisation.pk): organisation for organisation in _organisations(visit)}
        if pk in own:
            return {"organisation": own[pk]}
    raise Http404


def _organisations(visit):
    if not visit.user.is_authenticated:
        return []
    return list(Organisation.objects.filter(memberships__user=visit.user).distinct().in_swedish_order())


def _page(request, consultation, visit, *, problem="", status=200):
    invitations = visit.invitations(consultation)
    invited = {invitation.organisation_id for invitation in invitations}
    organisations = [organisation for organisation in _organisations(visit) if organisation.pk not in invited]
    own = consultation.invitations.filter(organisation__in=organisations).select_related("organisation")
    sent = visit.responses().filter(consultation=consultation)
    answered = consultation.responses.standing().filter(organisation__in=invited)
    context = {
        "here": "consultations",
        "crumbs": [
            (_("Consultations"), reverse("consultations:round_list")),
            (str(consultation), consultation.get_absolute_url()),
        ],
        "consultation": consultation,
        "drafts": list(visit.drafts().unsent().filter(consultation=consultation).order_by("-saved_at")),
        "invitations": invitations,
        "organisations": organisations,
        "invited": [*invitations, *own] if organisations else invitations,
        "sent": list(sent),
        "answered": list(answered.select_related("organisation")),
        "bad_invitation": "ogiltig" in request.GET,
        "chosen": request.POST.get("who", ""),
        "problem": problem,
        "problems": [("id_who_0", problem)] if problem else [],
    }
    return render(request, "consultations/answer/start.html", context, status=status)
