"""After the sending: one's drafts and sent answers, the receipt, its copy, and what can still be done."""

from contextlib import suppress

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import canonical, exports, holding, leading, part_deadlines, parts, publication, signing, writers
from consultations.actions import answers
from consultations.models import CameBy, LinkKind, Response, Stance
from consultations.models.joining import joinings_of
from consultations.views.answering import own_deadline, redirect_to_receipt, sealed_page
from consultations.views.letters import letters_about
from consultations.views.public import page_of
from consultations.views.visit import Visit
from consultations.views.waiting import organisations_of, waiting_for
from rus_portal import clock
from rus_portal.exports.models import State
from rus_portal.exports.views import send


@sealed_page
@require_safe
def my_responses(request):
    """Drafts and sent answers of the person, the person's organisations and this visit."""
    visit = Visit(request)
    sent = visit.responses().prefetch_related("links_on__later").order_by("-received_at", "-pk")
    drafts = list(
        visit.drafts().unsent().with_sender().prefetch_related("invitation__extensions").order_by("-saved_at")
    )
    page = page_of(sent, request)
    waiting = waiting_for(visit, drafts)
    if not request.user.is_authenticated and not drafts and not page.object_list:
        # A stranger has nothing here; the log-in page also says how to find an answer that was written without account.
        return redirect_to_login(request.path)
    context = {
        "here": "",
        "crumbs": [],
        "drafts": [(draft, _ahead(draft)) for draft in drafts],
        "page": page,
        "waiting": waiting,
        "organisations": organisations_of(request.user),
    }
    return render(request, "consultations/respondent/my_responses.html", context)


@sealed_page
@require_safe
def personal_link(request, key):
    """Go on with a draft by one's own link. The secret leaves the address at once."""
    link = writers.link_of(key)
    if link is None:
        raise Http404
    if link.revoked_at:
        return render(
            request, "consultations/answer/team_link_ended.html", {"consultation": link.draft.consultation}, status=410
        )
    visit = Visit(request)
    if link.came_by == CameBy.MEMBER:
        if not visit.may_open(link.draft):
            return redirect_to_login(request.path)
    else:
        visit.remember_link(link)
    if link.draft.sent_at:
        return redirect_to_receipt(link.draft)
    visit.turn_to(link.draft)
    return redirect(parts.address(link.draft, parts.ABOUT))


def _ahead(draft):
    """The draft's own deadline while it is ahead, else None."""
    deadline = own_deadline(draft)
    return deadline if draft.consultation.accepts_answers and deadline.includes(clock.now()) else None


def fetch(request, number):
    """The answer of this number, for whoever may see its receipt."""
    response = Visit(request).responses().filter(receipt_number__iexact=number).first()
    if response is None:
        raise Http404
    return response


def take_key(request, number, key):
    """Let the holder of a letter's link in, and keep that in the session; 404 for a wrong one."""
    known = Response.objects.only("draft_id", "receipt_number")
    held = get_object_or_404(known, receipt_number__iexact=number, key=key)
    Visit(request).remember_draft(held.draft_id)
    return held


@sealed_page
@require_safe
def receipt(request, number):
    """The receipt, for the sender, the sender's organisation, and whoever holds the link of the letter."""
    if key := request.GET.get("nyckel"):
        return redirect("consultations:receipt", take_key(request, number, key).receipt_number)
    response = fetch(request, number)
    files = holding.with_checks(response.attachments.order_by("pk"))
    sent = canonical.parts_of(response)
    links = list(response.links_on.select_related("later").exclude(kind=LinkKind.SECONDS).order_by("at"))
    context = {
        "here": "consultations",
        "crumbs": [(_("My answers"), reverse("consultations:my_responses"))],
        "response": response,
        "consultation": response.consultation,
        "files": files,
        "held": any(file.check_row.is_held for file in files),
        "stopped": any(file.check_row.is_stopped for file in files),
        "sent": sent,
        "contains": _contains(response, sent),
        "late_count": part_deadlines.late_count(response),
        "joint": list(response.joint_with.in_swedish_order()),
        "joinings": list(joinings_of(response)),
        "links": links,
        "earlier": list(response.links_back.select_related("earlier").exclude(kind=LinkKind.SECONDS)),
        "seconded": list(canonical.seconded(response)),
        "is_waiting": Response.objects.awaiting_decision().filter(pk=response.pk).exists(),
        "leading": leading.leading(response) if links else response,
        "is_withdrawn": any(link.kind == LinkKind.WITHDRAWS for link in links),
        "copy": exports.receipt_copy(response, get_language()),
        "counts": not any(link.ends_it for link in links),
        "is_compiled_in": _is_compiled_in(response),
        "may_sign": may_sign(request, response),
        "was_written_together": _was_written_together(request, response),
        "letters": letters_about(response),
    }
    return render(request, "consultations/respondent/receipt.html", context)


def _contains(response, sent):
    """What the answer holds, in words; what it does not hold is not counted up."""
    found = [_("A stance on the whole")] if response.stance != Stance.NOT_STATED else []
    if sent.seconds:
        found.append(_("it seconds another answer"))
    if response.summary:
        found.append(_("a summary"))
    if n := len(sent.answers):
        found.append(ngettext("%(n)s answer to a question", "%(n)s answers to questions", n) % {"n": n})
    if n := len(sent.comments):
        found.append(ngettext("%(n)s comment on sections", "%(n)s comments on sections", n) % {"n": n})
    if n := len(sent.attachments):
        found.append(ngettext("%(n)s attachment", "%(n)s attachments", n) % {"n": n})
    words = ", ".join(text[:1].lower() + text[1:] for text in found)
    return words[:1].upper() + words[1:]


def _is_compiled_in(response):
    """Whether it had come when the compilation was approved, or last corrected."""
    if not response.consultation.is_compiled:
        return False
    version = response.consultation.compilation_versions.first()
    return version is None or response.received_at <= version.approved_at


def _was_written_together(request, response):
    draft = Visit(request).draft(response.draft_id)
    return draft is not None and (draft.notes.exists() or draft.events.exists())


def may_sign(request, response):
    """Whether this visit may correct, confirm or take back the answer."""
    holds_link = Visit(request).holds_receipt_of(response)
    return signing.may_sign(response.organisation, request.user, holds_link=holds_link)


@sealed_page
@require_safe
def receipt_pdf(request, number):
    """The copy as PDF; while the worker makes it, a page that says so."""
    response = fetch(request, number)
    export = exports.request_receipt(response, language=get_language())
    if export.state == State.READY:
        return send(export)
    context = {"here": "consultations", "crumbs": [(_("My answers"), reverse("consultations:my_responses"))]}
    context |= {"response": response, "export": export, "has_failed": export.state == State.FAILED}
    return render(request, "consultations/respondent/copy_waits.html", context, status=202)


@sealed_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, number):
    """Take the answer back, after a question. It is kept and marked."""
    response = fetch(request, number)
    if not may_sign(request, response):
        raise PermissionDenied
    if request.method == "POST":
        # The receipt says how it stands, also when a later answer has replaced this one meanwhile.
        with suppress(answers.ReplacedError):
            answers.withdraw(response, by=request.user, reason=request.POST.get("reason", "").strip()[:2000])
        return redirect("consultations:receipt", response.receipt_number)
    if publication.is_over(response):
        return redirect("consultations:receipt", response.receipt_number)
    crumbs = [(_("My answers"), reverse("consultations:my_responses"))]
    context = {"here": "consultations", "crumbs": crumbs, "response": response, "consultation": response.consultation}
    context["replaced"] = list(response.links_back.filter(kind=LinkKind.REPLACES).select_related("earlier"))
    return render(request, "consultations/respondent/withdraw.html", context)


@sealed_page
@require_POST
def follow_up(request, number):
    """Begin an answer that supplements or replaces this one."""
    response = fetch(request, number)
    kind = request.POST.get("kind")
    if kind not in (LinkKind.SUPPLEMENTS, LinkKind.REPLACES):
        raise Http404
    if not may_sign(request, response):
        raise PermissionDenied
    if publication.is_over(response):
        # Somebody was faster, or came by an old page: the receipt says which answer leads.
        return redirect("consultations:receipt", response.receipt_number)
    whose = {"user": request.user, "invitation": response.invitation, "organisation": response.organisation}
    draft = answers.begin(response.consultation, **whose, **{kind: response})
    Visit(request).enter(draft)
    return redirect(parts.address(draft, parts.ABOUT))
