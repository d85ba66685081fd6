"""One page, one button: an invited body has no comments, or declines to answer."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations import fields, signing
from consultations.actions import answers, brief
from consultations.models import Invitation, Stance
from consultations.views.answering import sealed_page
from consultations.views.public import fetch_round
from consultations.views.starting import is_let_in
from consultations.views.visit import Visit

# Their names in addresses.
KINDS = {"inga-synpunkter": Stance.NO_COMMENTS, "avstar": Stance.DECLINES}


@sealed_page
@require_safe
def follow_link(request, year, slug, kind):
    """The link of the letter: keep the invitation in the session and drop the secret from the address."""
    consultation = fetch_round(year, slug)
    invitation = Invitation.objects.filter(consultation=consultation, key=request.GET.get("inbjudan", "")).first()
    if kind not in KINDS:
        raise Http404
    if invitation is None:
        answer = reverse("consultations:answer", args=[year, slug])
        return redirect(f"{answer}?ogiltig=1")
    Visit(request).remember_invitation(invitation)
    return redirect("consultations:brief", year, slug, invitation.pk, kind)


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, year, slug, pk, kind):
    """What it means, who sends, and the button. A mail program that follows links sends nothing."""
    consultation, visit = fetch_round(year, slug), Visit(request)
    invitation = get_object_or_404(consultation.invitations.select_related("organisation"), pk=pk)
    invitation.consultation = consultation
    if kind not in KINDS or not visit.holds_invitation(invitation) or not is_let_in(visit, invitation):
        raise Http404
    if request.method != "POST":
        return _page(request, invitation, kind)
    name, email = request.POST.get("name", "").strip()[:150], request.POST.get("email", "").strip()[:254]
    if problems := _problems(name, email):
        return _page(request, invitation, kind, problems=problems, status=422)
    try:
        response, link = brief.answer_briefly(invitation, KINDS[kind], by=request.user, name=name, email=email)
    except (brief.AnsweredAlreadyError, brief.SomethingIsWrittenError, answers.AnswersNotTakenError):
        return _page(request, invitation, kind, status=409)
    except answers.MayNotSendError:
        return _page(request, invitation, kind, status=403)
    visit.remember_link(link)
    return redirect("consultations:receipt", response.receipt_number)


def _problems(name, email):
    found = [] if name else [("id_name", _("Write who sends the answer."))]
    wrong = fields.problems({"about.email": email}).get("about.email")
    return [*found, *([("id_email", wrong)] if wrong else [])]


def _page(request, invitation, kind, *, problems=(), status=200):
    consultation = invitation.consultation
    start = reverse("consultations:answer", args=[consultation.year, consultation.slug])
    may_sign = signing.may_sign(invitation.organisation, request.user, holds_link=True)
    context = {
        "here": "consultations",
        "crumbs": [(_("Consultations"), reverse("consultations:round_list")), (str(consultation), start)],
        "consultation": consultation,
        "invitation": invitation,
        "declines": KINDS[kind] == Stance.DECLINES,
        "answered": brief.standing_answer(invitation),
        "is_written": brief.says_something(brief.unsent_draft(invitation)),
        "signatories": [] if may_sign else [one.user for one in signing.signatories(invitation.organisation)],
        "may_sign": may_sign,
        "name": request.POST.get("name", str(request.user) if request.user.is_authenticated else ""),
        "email": request.POST.get("email", invitation.contact_email),
        "problems": list(problems),
        "wrong": dict(problems),
    }
    return render(request, "consultations/answer/brief.html", context, status=status)
