"""Making a version that can never change: one asks, another confirms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, canonical, log, marking, reviewing
from strategy.forms import FreezeForm, RefuseFreezeForm
from strategy.models import Document, FreezeRequest, WrongPersonError
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame

PER_PAGE = 50
LATELY = 6


@right_required(Right.WRITE_STRATEGY)
def freeze(request, slug):
    """What is missing, by name; the request that waits; or the form to ask."""
    document = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    if request.method != "POST":
        return _page(request, document)
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return _page(request, document, form=form, status=422)
    try:
        actions.ask_freeze(document, **form.cleaned_data, by=request.user)
    except actions.NotReadyError as refused:
        return _page(request, document, form=form, problems=refused.problems, status=422)
    except actions.AlreadyAskedError as refused:
        said = _("%(who)s has already asked for this text to be frozen. Nothing more has been asked.")
        messages.error(request, said % {"who": refused.request.asked_by})
    else:
        messages.success(request, _("It has been asked for. Those who may confirm it have got a letter."))
    return redirect("strategy:freeze", slug)


@right_required(Right.FREEZE_VERSION)
@require_POST
def confirm(request, slug, pk):
    """The second person says yes: the version is made."""
    asked = _asked(slug, pk)
    try:
        version = actions.confirm_freeze(asked, by=request.user)
    except WrongPersonError as wrong:
        raise PermissionDenied from wrong
    except TransitionNotAllowedError:
        messages.error(request, _("The request has been answered already. Nothing more has been done."))
    except actions.TextChangedError:
        messages.error(request, _("The text has changed since it was asked. It must be asked anew."))
    except actions.AskerGoneError as gone:
        said = _("%(who)s no longer works with the strategy. Somebody else must ask.")
        messages.error(request, said % {"who": gone.args[0]})
    except actions.NotReadyError:
        messages.error(request, _("Something has come to be missing. Nothing has been frozen."))
    else:
        messages.success(request, _("Version %(number)d is frozen.") % {"number": version.number})
        return redirect("strategy:workspace_version", slug, version.number)
    return redirect("strategy:freeze", slug)


@right_required(Right.FREEZE_VERSION)
@require_POST
def refuse(request, slug, pk):
    """The second person says no, and why."""
    asked = _asked(slug, pk)
    form = RefuseFreezeForm(request.POST)
    if asked.asked_by == request.user:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, asked.document, refusing=form, status=422)
    try:
        actions.refuse_freeze(asked, reason=form.cleaned_data["answer"], by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("The request has been answered already. Nothing more has been done."))
    else:
        messages.success(
            request, _("The request has been refused, and %(who)s gets to know.") % {"who": asked.asked_by}
        )
    return redirect("strategy:freeze", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def withdraw(request, slug, pk):
    """Whoever asked takes it back."""
    try:
        actions.withdraw_freeze(_asked(slug, pk), by=request.user)
    except WrongPersonError as wrong:
        raise PermissionDenied from wrong
    except TransitionNotAllowedError:
        messages.error(request, _("The request has been answered already. Nothing more has been done."))
    else:
        messages.success(request, _("Your request has been withdrawn."))
    return redirect("strategy:freeze", slug)


@right_required(Right.ENTER_WORKSPACE)
def events(request, slug):
    """Who did what with the versions, when and why."""
    document = get_object_or_404(Document, slug=slug)
    page = Paginator(log.of_document(document), PER_PAGE).get_page(request.GET.get("sida"))
    context = {"document": document, "page": page, "events": log.entries(page.object_list)}
    return render(request, "strategy/workspace/events.html", context | frame(document))


def _asked(slug, pk):
    requests = FreezeRequest.objects.select_related("document__parent", "asked_by")
    return get_object_or_404(requests, document__slug=slug, pk=pk)


def _linked(snapshot, refused):
    """What stands in the way, as (id on the page, text); what must be mended in the text has its own list there."""
    if refused and refused != snapshot.problems:
        return [("", problem) for problem in refused]
    mend = ngettext("Mend %(n)d place in the text", "Mend %(n)d places in the text", len(snapshot.blocking))
    said = [("ratta", mend % {"n": len(snapshot.blocking)})] if snapshot.blocking else []
    return [*(("", problem) for problem in snapshot.missing), *said]


def _left(document):
    """What waits beside the text and stops nothing: comments that nobody has resolved, and advice of the check."""
    comments = sum(n for n, _suggestions in marking.counts(document).values())
    advice = sum(len(section.advice) for section in reviewing.of_document(document).sections)
    return {"open_comments": comments, "advice": advice}


def _page(request, document, *, form=None, refusing=None, problems=None, status=200):
    snapshot = Snapshot.take(document)
    problems = _linked(snapshot, problems)
    waiting = document.freeze_requests.waiting().select_related("asked_by").first()
    context = {
        "document": document,
        "snapshot": snapshot,
        # While something is missing there is nothing to fill in.
        "form": FreezeForm() if problems or form is None else form,
        "problems": problems,
        "not_covered": [line for line in snapshot.coverage if line.state != "met"],
        **_left(document),
        "last": document.versions.sealed().defer("rendered").first(),
        "events": log.entries(log.of_document(document)[:LATELY]),
        "waiting": waiting,
    }
    if waiting:
        context |= {
            "is_outdated": canonical.digest_of_working(snapshot) != waiting.digest,
            "is_mine": waiting.asked_by == request.user,
            "may_confirm": request.user.has_right(Right.FREEZE_VERSION),
            "refusing": refusing or RefuseFreezeForm(),
        }
        stands = waiting.asker_is_here and not context["is_outdated"]
        context["awaits_you"] = stands and context["may_confirm"] and not context["is_mine"]
    context["may_ask"] = not problems and (waiting is None or context["is_outdated"] or not waiting.asker_is_here)
    return render(request, "strategy/workspace/freeze.html", context | frame(document), status=status)
