"""Suggested changes in the working text: making them, and deciding about them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, blocks, marking, suggesting
from strategy.forms_marking import ByHandForm, DecideForm, FilterForm, SuggestForm
from strategy.models import Document, Suggestion
from strategy.snapshot import Snapshot
from strategy.views import marking as pages
from strategy.views.workspace import frame
from strategy.workflow import SuggestionState


@right_required(Right.ENTER_WORKSPACE)
@require_POST
def suggest(request, slug, key):
    """Suggest other words, or a whole paragraph."""
    section = pages.section_of(slug, key)
    form = SuggestForm(request.POST, section=section, auto_id=pages.IDS["suggest"])
    made = _suggested(section, form, request.user) if form.is_valid() else None
    if made is None:
        return pages.refused(request, section, form, suggest_form=form)
    return pages.done(request, section, _("Your suggestion is saved."), f"forslag-{made.pk}")


@right_required(Right.ENTER_WORKSPACE)
def suggestion(request, slug, suggestion):
    """One suggestion beside the text as it is now. POST takes it in the words that the editor has put right."""
    found = _found(slug, suggestion)
    form = ByHandForm(request.POST if request.method == "POST" else None, initial=_by_hand(found))
    if request.method != "POST":
        return _page(request, found, form)
    if not request.user.has_right(Right.WRITE_STRATEGY):
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = form.cleaned_data
    html = [block["html"] for block in blocks.from_markdown(said.pop("text"))]
    try:
        actions.accept_by_hand(found, html=html, **said, by=request.user)
    except actions.SectionChangedError as changed:
        form = ByHandForm(
            {**form.cleaned_data, "text": request.POST["text"], "expected_revision": changed.section.revision}
        )
        form.is_valid()
        form.add_error("text", _("Somebody saved the section meanwhile. Look at the text beside, and send again."))
        return _page(request, _found(slug, suggestion), form, status=409)
    except TransitionNotAllowedError:
        messages.error(request, _("Somebody else was first. Nothing more has been done."))
    else:
        messages.success(request, _("The suggestion has been taken into the text."))
    return redirect("strategy:suggestion", slug, suggestion)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def decide(request, slug, suggestion):
    """Accept or reject one."""
    found = _found(slug, suggestion)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    reason = form.cleaned_data["reason"]
    try:
        if form.cleaned_data["step"] == "accept":
            actions.accept(found, by=request.user, reason=reason)
            messages.success(request, _("The suggestion has been taken into the text."))
        else:
            actions.reject(found, by=request.user, reason=reason)
            messages.success(request, _("The suggestion has been rejected."))
    except TransitionNotAllowedError:
        messages.error(request, _("Somebody else was first. Nothing more has been done."))
    except actions.SuggestionOutdatedError:
        messages.error(request, _("The words have changed since it was suggested. It can be taken by hand here."))
        return redirect("strategy:suggestion", slug, suggestion)
    return _back(request, found)


@right_required(Right.ENTER_WORKSPACE)
@require_POST
def withdraw(request, slug, suggestion):
    """Take one's own suggestion back."""
    found = _found(slug, suggestion)
    if found.by != request.user:
        raise PermissionDenied
    try:
        actions.withdraw_suggestion(found, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("Somebody else was first. Nothing more has been done."))
    else:
        messages.success(request, _("Your suggestion has been taken back."))
    return _back(request, found)


@right_required(Right.ENTER_WORKSPACE)
@require_POST
def reopen(request, slug, suggestion):
    """Undo a decision; what somebody took back, that person alone suggests again."""
    found = _found(slug, suggestion)
    is_taken_back = found.state == SuggestionState.WITHDRAWN
    if found.by != request.user if is_taken_back else not request.user.has_right(Right.WRITE_STRATEGY):
        raise PermissionDenied
    was_accepted = found.state == SuggestionState.ACCEPTED
    try:
        actions.reopen_suggestion(found, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("Somebody else was first. Nothing more has been done."))
    except actions.SuggestionOutdatedError:
        said = _(
            "The words have been changed since the suggestion was taken in. "
            "Change them back in the text, or restore an earlier state of the section."
        )
        messages.error(request, said)
    else:
        taken_out = _("The suggestion is open again. The text says what it said before.")
        messages.success(request, taken_out if was_accepted else _("The suggestion is open again."))
    return _back(request, found)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def decide_all(request, slug):
    """Accept or reject all that one person has suggested, or all of a section."""
    document = get_object_or_404(Document, slug=slug)
    form = DecideForm(request.POST)
    sifted = FilterForm(request.POST.dict() | {"lage": marking.OPEN}, places=Snapshot.outline(document).places)
    wanted = sifted.wanted()
    if not form.is_valid() or not (wanted.person or wanted.section):
        return HttpResponseBadRequest()
    found = wanted.of(Suggestion, document).select_related("section__document").order_by("at", "pk")
    decided, left = actions.decide_all(found, **form.cleaned_data, by=request.user)
    n = len(decided)
    messages.success(request, ngettext("%(n)d suggestion decided.", "%(n)d suggestions decided.", n) % {"n": n})
    if left:
        said = ngettext("%(n)d must be taken by hand.", "%(n)d must be taken by hand.", len(left))
        messages.error(request, said % {"n": len(left)})
    return redirect("strategy:marks", slug)


def _back(request, found):
    """To the panel that it was sent from, which says what was done and lets one undo it."""
    name = "strategy:edit_section" if request.POST.get("till") == "text" else "strategy:section_marks"
    address = reverse(name, args=[found.section.document.slug, found.section.key])
    return redirect(f"{address}?{pages.DECIDED}={found.pk}#markeringar")


def _suggested(section, form, by):
    """The suggestion; None when it is refused, and the form says why."""
    said = form.cleaned_data
    was, html = _whole(section, said)
    block = (said["body_of"] or said["block"]) if html is not None else said["block"]
    about = {"block": block, "reason": said["reason"], "by": by}
    try:
        if html is None:
            if not said["quoted"]:
                form.add_error("quoted", _("Quote the words that you want to change."))
                return None
            around = {"before": said["before"], "after": said["after"]}
            return actions.suggest_words(section, quoted=said["quoted"], words=said["words"], **around, **about)
        if said["quoted"] or said["words"]:
            form.add_error("body", _("You have changed both words and the whole paragraph. Choose one of them."))
            return None
        return actions.suggest_block(section, html=html, was=was, **about)
    except actions.WordsGoneError:
        form.add_error("quoted", _("The words do not stand in the saved paragraph. Quote them again."))
    except actions.NothingSuggestedError:
        form.add_error("words", _("Nothing would be changed."))
    return None


def _whole(section, said):
    """What the block was for whoever edited it as a whole, and what it is to be; (…, None) when it was not edited."""
    base = section.revisions.filter(number=said["base"]).first() if said["base"] is not None else None
    known = [one for one in (base.body if base else section.body) if one["id"] == (said["body_of"] or said["block"])]
    html = [block["html"] for block in blocks.from_markdown(said["body"], known)]
    was = [block["html"] for block in known]
    # A paragraph that was sent empty is one that nobody has edited: to take it away one quotes its words.
    return (was[0] if was else None), (html if html and html != was else None)


def _by_hand(found):
    becomes = suggesting.becomes(found, found.section.body) if found.is_placed else None
    wanted = [{"html": html} for html in (found.wants if becomes is None else becomes)]
    return {"text": blocks.to_markdown(wanted), "expected_revision": found.section.revision}


def _found(slug, pk):
    found = Suggestion.objects.select_related("section__document", "by").prefetch_related("events__by")
    return get_object_or_404(found, section__document__slug=slug, pk=pk)


def _page(request, found, form, status=200):
    section = found.section
    context = {
        "document": section.document,
        "section": section,
        "card": marking.Card(marking.SUGGESTION, found, section.body),
        "now": suggesting.block_now(found, section.body) if found.is_placed else None,
        "form": form,
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
        "viewer": request.user,
    }
    template = "strategy/workspace/marking/suggestion.html"
    return render(request, template, context | frame(section.document), status=status)
