"""Who answers: the page before an answer, with invitation links and answers that were begun before."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import fields, parts
from consultations.actions import answers, seconding
from consultations.models import CameBy, Draft, Extension, Invitation
from consultations.views.answering import sealed_page
from consultations.views.public import fetch_round
from consultations.views.sections import paragraph_address
from consultations.views.teamwork import email_problem
from consultations.views.visit import Visit
from rus_portal.accounts import actions as accounts
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
    if (block := request.GET.get("stycke")) and (address := _where_it_is_commented(visit, consultation, block)):
        return redirect(address)
    return _page(request, consultation, visit)


def _where_it_is_commented(visit, consultation, block):
    """The paragraph in the draft that the visit is writing, if there is one: who answers is asked once."""
    draft = visit.draft(visit.current_pk(consultation.year, consultation.slug))
    return paragraph_address(draft, block) if draft and not draft.sent_at else None


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
    if number := request.POST.get("instammer"):
        seconding.add(draft, number, by=request.user)
    visit.enter(draft, came_by=CameBy.INVITATION if who.startswith("invitation:") else None)
    return redirect(paragraph_address(draft, request.POST.get("stycke", "")) or parts.address(draft, parts.ABOUT))


@sealed_page
@require_POST
def ask_for_code(request, year, slug):
    """Log in by a mailed code, with or without an account before; the way leads back to the draft."""
    consultation = fetch_round(year, slug)
    email = request.POST.get("email", "").strip()[:254]
    if problem := email_problem(email):
        return _page(request, consultation, Visit(request), code_problem=problem, status=422)
    accounts.account_for(email)
    here = reverse("consultations:answer", args=[year, slug])
    response = redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': here})}")
    # The browser sends the same form on: allauth checks it, counts it and mails the code.
    response.status_code = 307
    return response


@sealed_page
@require_safe
def protected(request, year, slug):
    """What to know before one answers with protected personal data; nothing is begun by reading it."""
    consultation = fetch_round(year, slug)
    context = {
        "here": "consultations",
        "crumbs": [
            (_("Consultations"), reverse("consultations:round_list")),
            (_("Answer the consultation"), reverse("consultations:answer", args=[year, slug])),
        ],
        "consultation": consultation,
    }
    return render(request, "consultations/answer/start_protected.html", context)


def _party(consultation, visit, who):
    """For whom the draft is begun; 404 for a body that the visit may not answer for."""
    if who in ("person", "protected", "organisation"):
        return {}
    what, _colon, pk = who.partition(":")
    if what == "invitation":
        held = {str(invitation.pk): invitation for invitation in visit.invitations(consultation)}
        if pk in held and is_let_in(visit, held[pk]):
            return {"invitation": held[pk]}
    if what == "member":
        own = {str(organisation.pk): organisation for organisation in _organisations(visit)}
        if pk in own:
            return {"organisation": own[pk]}
    raise Http404


def is_let_in(visit, invitation):
    """Whether the invitation's link still opens the body's draft; those who are in it already come in anyhow."""
    closed = Draft.objects.unsent().filter(invitation=invitation, is_closed_to_invitation=True).first()
    return closed is None or visit.may_open(closed)


def _organisations(visit):
    if not visit.user.is_authenticated:
        return []
    return list(Organisation.objects.filter(memberships__user=visit.user).distinct().in_swedish_order())


def _waiting(invitations):
    """The same invitations, each with the day until which more time has been asked for and not yet decided."""
    waiting = {}
    if invitations:
        asked = Extension.objects.filter(invitation__in=invitations, granted=None)
        waiting = dict(asked.values_list("invitation", "asked_day"))
    for invitation in invitations:
        invitation.asked_until = waiting.get(invitation.pk)
    return invitations


def _page(request, consultation, visit, *, problem="", code_problem="", status=200):
    invitations = visit.invitations(consultation)
    invited = {invitation.organisation_id for invitation in invitations}
    organisations = [organisation for organisation in _organisations(visit) if organisation.pk not in invited]
    own = consultation.invitations.filter(organisation__in=organisations).select_related("organisation")
    sent = visit.responses().filter(consultation=consultation)
    answered = consultation.responses.standing().filter(organisation__in=invited)
    invited_as = _waiting([*invitations, *own] if organisations else invitations)
    context = {
        "here": "consultations",
        # Whoever may answer for one body sees that body's day, with more time where it is granted.
        "deadline": invited_as[0].deadline if len(invited_as) == 1 else consultation.deadline,
        "crumbs": [
            (_("Consultations"), reverse("consultations:round_list")),
            (str(consultation), consultation.get_absolute_url()),
        ],
        "consultation": consultation,
        "drafts": list(visit.drafts().unsent().with_sender().filter(consultation=consultation).order_by("-saved_at")),
        "invitations": invitations,
        "organisations": organisations,
        "invited": invited_as,
        "sent": list(sent),
        "answered": list(answered.select_related("organisation")),
        "bad_invitation": "ogiltig" in request.GET,
        "chosen": request.POST.get("who", ""),
        "problem": problem,
        "code_problem": code_problem,
        "typed_email": request.POST.get("email", ""),
        "closed": {invitation.pk for invitation in invitations if not is_let_in(visit, invitation)},
        "problems": [("id_who_0", problem)] if problem else [("id_code_email", code_problem)] if code_problem else [],
    }
    return render(request, "consultations/answer/start.html", context, status=status)
