"""The required content, and where the document meets it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from strategy import actions, requirements
from strategy.forms_registers import CoverageForm
from strategy.models import Document
from strategy.snapshot import Snapshot
from strategy.views import earlier
from strategy.views.public import crumbs_of, numbered, published_versions
from strategy.views.workspace import frame


@public_page
def coverage(request, slug):
    """How what everyone reads now meets the requirements."""
    return _public(request, published_versions(slug)[0])


@public_page
def version_coverage(request, slug, number):
    """The same of one frozen version."""
    return _public(request, numbered(published_versions(slug), number))


@right_required(Right.ENTER_WORKSPACE)
def checklist(request, slug):
    """Each requirement with its paragraph and what meets it now."""
    document = get_object_or_404(Document, slug=slug)
    lines = Snapshot.outline(document).coverage
    context = {
        "document": document,
        "lines": lines,
        "met": sum(line.state == requirements.MET for line in lines),
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/coverage.html", context | frame(document))


@right_required(Right.ENTER_WORKSPACE)
def judge(request, slug, requirement):
    """One requirement: what meets it, or why it is missing."""
    document = get_object_or_404(Document, slug=slug)
    found = requirements.BY_KEY.get(requirement)
    if found is None or found not in requirements.of_document(document):
        raise Http404
    row = document.coverage.filter(requirement=requirement).select_related("saved_by").first()
    snapshot, evidence = Snapshot.outline(document), list(document.evidence.present())
    state = earlier.wanted(request, row)
    initial = _initial(found, row, snapshot.places, evidence)
    initial |= earlier.facts(state, ("sections", "evidence", "note"))
    form = CoverageForm(
        request.POST if request.method == "POST" else None, initial=initial, places=snapshot.places, found=evidence
    )
    status = 200
    if request.method == "POST":
        if not request.user.has_right(Right.WRITE_STRATEGY):
            raise PermissionDenied
        status = 422
        if form.is_valid():
            try:
                _keep(document, found, row, form, request.user)
            except actions.CoverageChangedError as changed:
                row, status = changed.coverage, 409
                typed = form.cleaned_data | {"expected_revision": row.revision}
                form = CoverageForm(initial=typed, places=snapshot.places, found=evidence)
            else:
                messages.success(request, _("The judgement has been saved."))
                return redirect("strategy:requirement_list", slug)
    context = {
        "document": document,
        "requirement": found,
        "row": row,
        "line": next(line for line in Snapshot.outline(document).coverage if line.requirement == found),
        "is_changed": status == 409,
        "form": form,
        "revisions": earlier.listed(row),
        "state": state,
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/judge.html", context | frame(document), status=status)


def _keep(document, requirement, row, form, user):
    data = form.cleaned_data
    expected = data["expected_revision"]
    actions.judge(
        document,
        requirement,
        sections=list(document.sections.present().filter(key__in=data["sections"]).defer("body")),
        evidence=list(document.evidence.present().filter(slug__in=data["evidence"])),
        note=data["note"],
        expected_revision=(row.revision if row else 0) if expected is None else expected,
        by=user,
    )


def _initial(requirement, row, places, evidence):
    """What has been chosen; before that what meets it as a rule."""
    if row is None:
        return {
            "sections": [str(place.section.key) for place in places if place.section.kind in requirement.kinds],
            "evidence": [one.slug for one in evidence if one.kind in requirement.evidence_kinds],
            "expected_revision": 0,
        }
    return {
        "sections": [str(key) for key in row.sections.values_list("key", flat=True)],
        "evidence": list(row.evidence.values_list("slug", flat=True)),
        "note": row.note,
        "expected_revision": row.revision,
    }


def _public(request, version):
    lines = requirements.of_version(version)
    context = {
        "version": version,
        "document": version.document,
        "lines": lines,
        "met": sum(line.state == requirements.MET for line in lines),
        "here": "strategy",
        "crumbs": crumbs_of(version),
    }
    return render(request, "strategy/coverage.html", context)
