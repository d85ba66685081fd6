"""A document told shortly, in easy words or another language: read by everyone, written by officials."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from rus_portal.workflow import TransitionNotAllowedError
from strategy import blocks, languages
from strategy import summaries as telling
from strategy.actions import beside
from strategy.actions.errors import SummaryChangedError
from strategy.forms_beside import NewSummaryForm, SummaryForm
from strategy.models import Document, Summary
from strategy.views.public import crumbs_of, published_versions
from strategy.views.workspace import frame


@public_page
def summary(request, slug, summary):
    """What was last published of it, and the way to the whole text."""
    versions = published_versions(slug)
    published = list(Summary.objects.published().filter(document__slug=slug).select_related("document", "published"))
    found = next((one for one in published if one.slug == summary), None)
    if found is None:
        raise Http404
    told = found.published.facts
    rows = [{"slug": one.slug, "language": one.language, "is_easy_read": one.is_easy_read} for one in published]
    context = {
        "summary": found,
        "told": told,
        "paragraphs": telling.html(told["body"]),
        "direction": languages.direction(found.language),
        "version": versions[0],
        "document": versions[0].document,
        "about": next((one for one in versions if one.number == told["version"]), None),
        "newest": max(versions, key=lambda one: one.number),
        "ways": [way for way in telling.ways(slug, rows) if way.slug != found.slug],
        "here": "strategy",
        "crumbs": crumbs_of(versions[0]),
    }
    return render(request, "strategy/summary.html", context)


@right_required(Right.ENTER_WORKSPACE)
def summaries(request, slug):
    """All of one document, published or not."""
    document = get_object_or_404(Document, slug=slug)
    found = document.summaries.select_related("document", "published", "saved_by").defer("body")
    context = {"document": document, "summaries": found, "may_write": request.user.has_right(Right.EDIT_PAGES)}
    return render(request, "strategy/workspace/summaries.html", context | frame(document))


@right_required(Right.EDIT_PAGES)
def add(request, slug):
    """A new one, in a language or kind that there is none of yet."""
    document = get_object_or_404(Document, slug=slug)
    versions, taken = _versions(document), set(document.summaries.values_list("language", "is_easy_read"))
    posted = request.POST if request.method == "POST" else None
    newest = versions[0].number if versions else None
    form = NewSummaryForm(posted, versions=versions, taken=taken, initial={"version": newest})
    if request.method == "POST" and form.is_valid():
        kind = {name: form.cleaned_data[name] for name in ("language", "is_easy_read")}
        made = beside.add_summary(document, **kind, **form.facts(versions), by=request.user)
        messages.success(request, _("The summary has been saved. Publish it when it has been read through."))
        return redirect("strategy:edit_summary", slug, made.slug)
    return _form_page(request, document, form)


@right_required(Right.ENTER_WORKSPACE)
def edit(request, slug, summary):
    """One of them as it is written now; for writers the form to change it."""
    found = _found(slug, summary)
    versions = _versions(found.document)
    shape = {"versions": versions, "language": found.language}
    if request.method != "POST":
        return _form_page(request, found.document, SummaryForm(initial=_initial(found), **shape), found)
    if not request.user.has_right(Right.EDIT_PAGES):
        raise PermissionDenied
    form = SummaryForm(request.POST, **shape)
    if not form.is_valid():
        return _form_page(request, found.document, form, found)
    expected = form.cleaned_data["expected_revision"]
    expected = found.revision if expected is None else expected
    facts = form.facts(versions, found.body)
    try:
        beside.save_summary(found, expected_revision=expected, by=request.user, **facts)
    except SummaryChangedError as changed:
        mine = SummaryForm(initial={**form.cleaned_data, "expected_revision": changed.summary.revision}, **shape)
        return _form_page(request, found.document, mine, changed.summary, is_changed=True)
    messages.success(request, _("The summary has been saved. Readers see what was last published."))
    return redirect("strategy:edit_summary", slug, found.slug)


@right_required(Right.EDIT_PAGES)
@require_POST
def publish(request, slug, summary):
    """Show everyone what is saved, if it is what this person read."""
    found = _found(slug, summary)
    try:
        beside.publish_summary(found, expected_revision=_revision_read(request), by=request.user)
    except SummaryChangedError:
        messages.error(request, _("Somebody has saved another text meanwhile. Read it through, then publish."))
    else:
        messages.success(request, _("The summary is published. The strategy's page leads to it."))
    return redirect("strategy:edit_summary", slug, found.slug)


@right_required(Right.EDIT_PAGES)
@require_POST
def take_down(request, slug, summary):
    """Let nobody but officials read it."""
    found = _found(slug, summary)
    try:
        beside.take_down_summary(found, by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("Somebody else has taken it down already."))
    else:
        messages.success(request, _("The summary has been taken down. It can be published again."))
    return redirect("strategy:edit_summary", slug, found.slug)


def _found(slug, summary):
    with_all = Summary.objects.select_related("document", "published", "saved_by", "published_by", "version")
    return get_object_or_404(with_all, document__slug=slug, slug=summary)


def _versions(document):
    return list(document.versions.sealed().only("number", "label", "document").order_by("-number"))


def _revision_read(request):
    number = request.POST.get("revision", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _initial(found):
    return {
        "title": found.title,
        "lead": found.lead,
        "body": blocks.to_markdown(found.body),
        "version": found.version.number if found.version else "",
        "expected_revision": found.revision,
    }


def _form_page(request, document, form, found=None, *, is_changed=False):
    context = {
        "document": document,
        "summary": found,
        "form": form,
        "is_changed": is_changed,
        "theirs": blocks.to_markdown(found.body) if is_changed else "",
        "paragraphs": telling.html(found.body) if found else [],
        "direction": languages.direction(found.language) if found else "ltr",
        "revisions": found.revisions.select_related("saved_by").defer("facts")[:10] if found else [],
        "may_write": request.user.has_right(Right.EDIT_PAGES),
    }
    status = 409 if is_changed else 422 if form.errors else 200
    return render(request, "strategy/workspace/summary_form.html", context | frame(document), status=status)
