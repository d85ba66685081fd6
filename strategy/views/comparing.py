"""What has changed between two versions: for everyone between published ones, for officials between all."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from strategy import actions, marks
from strategy.changes import Edition, Look, listed, shown
from strategy.forms_comparing import WORKING_COPY, CompareForm
from strategy.models import Document, Version
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame


@public_page(mark=marks.of_document)
def choose(request, slug):
    """Which two published versions?"""
    versions = _of_document(Version.objects.published(), slug)
    if not versions:
        raise Http404
    return _choose(request, versions, "strategy/compare.html", _public_frame(versions[0]))


@public_page(mark=marks.of_document)
def comparison(request, slug, a, b):
    """What has changed between two published versions."""
    versions = _of_document(Version.objects.published(), slug)
    older, newer = _pair(versions, a, b)
    if a > b:
        return redirect(_with_query(request, reverse("strategy:comparison", args=[slug, b, a])))
    context = _public_frame(newer) | {"form": CompareForm(versions, initial={"a": a, "b": b})}
    if older == newer:
        return render(request, "strategy/comparison_same.html", context | {"version": newer})
    editions = [_edition(one, one.get_absolute_url()) for one in (older, newer)]
    return _shown(request, actions.compared(older, newer).comparison, editions, "strategy/comparison.html", context)


@right_required(Right.ENTER_WORKSPACE)
def workspace_choose(request, slug):
    """Which two versions, published or not, or the working copy?"""
    document = get_object_or_404(Document, slug=slug)
    versions = _of_document(Version.objects.sealed(), slug)
    return _choose(request, versions, "strategy/workspace/compare.html", _frame(document), with_working_copy=True)


@right_required(Right.ENTER_WORKSPACE)
def workspace_comparison(request, slug, a, b):
    """What has changed between two frozen versions."""
    versions = _of_document(Version.objects.sealed(), slug)
    older, newer = _pair(versions, a, b)
    if a > b:
        return redirect(_with_query(request, reverse("strategy:workspace_comparison", args=[slug, b, a])))
    context = _frame(newer.document) | _workspace_form(versions, a, b)
    if older == newer:
        return render(request, "strategy/workspace/comparison_same.html", context | {"version": newer})
    editions = [_edition(one, reverse("strategy:workspace_version", args=[slug, one.number])) for one in (older, newer)]
    found = actions.compared(older, newer).comparison
    return _shown(request, found, editions, "strategy/workspace/comparison.html", context)


@right_required(Right.ENTER_WORKSPACE)
def workspace_comparison_now(request, slug, a):
    """What has changed since a version was frozen, in what is written now."""
    versions = _of_document(Version.objects.sealed(), slug)
    older, _same = _pair(versions, a, a)
    document = Document.objects.select_related("parent").get(slug=slug)
    context = _frame(document) | _workspace_form(versions, a, WORKING_COPY)
    editions = [
        _edition(older, reverse("strategy:workspace_version", args=[slug, a])),
        Edition(_("Working text"), "", reverse("strategy:workspace", args=[slug])),
    ]
    found = actions.compared_now(older, Snapshot.take(document))
    return _shown(request, found, editions, "strategy/workspace/comparison.html", context)


def _of_document(versions: QuerySet, slug):
    """The versions of a document, the newest first, without their long texts."""
    return list(versions.filter(document__slug=slug).select_related("document").defer("rendered", "reason"))


def _pair(versions, a, b):
    """The two versions of these numbers, the older first; 404 when one of them is not to be seen."""
    numbered = {version.number: version for version in versions}
    if a not in numbered or b not in numbered:
        raise Http404
    return numbered[min(a, b)], numbered[max(a, b)]


def _choose(request, versions, template, context, *, with_working_copy=False):
    asked = {"a", "b"} & request.GET.keys()
    form = CompareForm(versions, request.GET if asked else None, with_working_copy=with_working_copy)
    if asked and form.is_valid():
        return redirect(_address(versions[0].document.slug, with_working_copy, **form.cleaned_data))
    context |= {"form": form, "enough": len(versions) + with_working_copy > 1, "versions": versions}
    return render(request, template, context, status=422 if asked else 200)


def _address(slug, is_workspace, a, b):
    if WORKING_COPY in {a, b}:
        frozen = b if a == WORKING_COPY else a
        return reverse("strategy:workspace_comparison_now", args=[slug, frozen])
    return reverse("strategy:workspace_comparison" if is_workspace else "strategy:comparison", args=[slug, a, b])


def _shown(request, found, editions, template, context):
    look = Look(side=request.GET.get("visa") == "sida", only_changes=request.GET.get("bara") == "andringar")
    page = shown(found, *editions, look)
    as_list = request.GET.get("visa") == "lista"
    context |= {"page": page, "look": look, "as_list": as_list, "groups": listed(page) if as_list else ()}
    return render(request, template, context)


def _edition(version, url):
    return Edition(_("Version %(number)d") % {"number": version.number}, version.label, url)


def _with_query(request, address):
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _public_frame(version):
    crumbs = [(_("The strategy"), reverse("strategy:document_list")), (version.title, version.get_absolute_url())]
    choose_url = reverse("strategy:compare", args=[version.document.slug])
    return {"document": version.document, "here": "strategy", "crumbs": crumbs, "choose_url": choose_url}


def _frame(document):
    choose_url = reverse("strategy:workspace_compare", args=[document.slug])
    return frame(document) | {"document": document, "choose_url": choose_url}


def _workspace_form(versions, a, b):
    return {"form": CompareForm(versions, initial={"a": a, "b": b}, with_working_copy=True)}
