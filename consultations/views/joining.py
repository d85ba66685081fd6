"""A body named in a joint answer reads it and says whether it stands behind it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations import fields, signing
from consultations.actions import joining as actions
from consultations.models import Joining, Response, Stance
from consultations.views.answering import sealed_page
from consultations.views.visit import Visit
from consultations.workflow import JoiningTransition
from strategy.models import VersionSection

MOST = 10_000


@sealed_page
@require_safe
def follow_link(request, key):
    """The link of the letter: keep it in the session and drop the secret from the address."""
    asked = get_object_or_404(Joining.objects.only("pk"), key=key)
    Visit(request).remember_joining(asked)
    return redirect("consultations:joining", asked.pk)


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """The joint answer in whole, what the body has said of it, and the three ways to say it."""
    asked = get_object_or_404(
        Joining.objects.select_related("response__consultation__version", "response__organisation", "organisation"),
        pk=pk,
    )
    if pk not in Visit(request).kept["joinings"]:
        raise Http404
    if request.method != "POST":
        return _page(request, asked)
    choice, name, text = _sent(request)
    problems = [] if choice in JoiningTransition.values else [("id_choice_0", _("Choose one of the three."))]
    problems += [] if name else [("id_name", _("Write who answers for the body."))]
    if problems:
        return _page(request, asked, problems=problems, status=422)
    try:
        actions.answer(asked, choice, by=request.user, name=name, text=text, points=_points(request, asked))
    except actions.NothingDiffersError:
        wrong = _("Say in what you differ: in the text, or beside a section.")
        return _page(request, asked, problems=[("id_text", wrong)], status=422)
    except actions.AnswerIsGoneError:
        return _page(request, asked, status=409)
    except actions.MayNotJoinError:
        return _page(request, asked, status=403)
    return redirect(request.path)


def _sent(request):
    sent = request.POST
    text = fields.tidy(sent.get("text", "")).strip()[:MOST]
    return sent.get("choice", ""), sent.get("name", "").strip()[:150], text


def _points(request, asked):
    """{section: (stance, comment)} as typed."""
    found = {}
    for section in _sections(asked):
        stance = request.POST.get(f"stance.{section.pk}", "")
        comment = fields.tidy(request.POST.get(f"comment.{section.pk}", "")).strip()[:MOST]
        found[section] = (stance if stance in Stance.values else Stance.NOT_STATED, comment)
    return found


def _sections(asked):
    return VersionSection.objects.filter(version=asked.response.consultation.version_id).order_by("order")


def _page(request, asked, *, problems=(), status=200):
    response = asked.response
    chain = response.joinings.filter(organisation=asked.organisation_id).prefetch_related("points__section")
    records = list(chain.order_by("-pk"))
    typed = _points(request, asked) if request.method == "POST" else _said_before(records[0])
    commented = set(response.comments.values_list("section", flat=True))
    sections = [(section, *typed.get(section, (Stance.NOT_STATED, ""))) for section in _sections(asked)]
    may_sign = signing.may_sign(asked.organisation, request.user, holds_link=True)
    choice, name, text = _sent(request) if request.method == "POST" else ("", "", "")
    context = {
        "here": "consultations",
        "crumbs": [(_("Consultations"), reverse("consultations:round_list"))],
        "consultation": response.consultation,
        "response": response,
        "asked": asked,
        "records": [one for one in records if one.is_said],
        "is_gone": not Response.objects.standing().filter(pk=response.pk).exists(),
        "answers": response.answers.select_related("question"),
        "comments": response.comments.select_related("section"),
        "commented": [row for row in sections if row[0].pk in commented],
        "uncommented": [row for row in sections if row[0].pk not in commented],
        "stances": [(value, label) for value, label in Stance.choices if value != Stance.DECLINES],
        "may_sign": may_sign,
        "signatories": [] if may_sign else [one.user for one in signing.signatories(asked.organisation)],
        "choice": choice,
        "name": name or (str(request.user) if request.user.is_authenticated else ""),
        "text": text,
        "problems": list(problems),
        "wrong": dict(problems),
    }
    return render(request, "consultations/joining.html", context, status=status)


def _said_before(record):
    return {point.section: (point.stance, point.comment) for point in record.points.all()}
