"""The register of evidence, and which section stands on what."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions
from strategy.actions.gathering import FACTS
from strategy.forms_registers import EvidenceForm, StandOnForm
from strategy.models import Document, Evidence, Section
from strategy.snapshot import Snapshot
from strategy.views import earlier
from strategy.views.workspace import frame

PER_PAGE = 30


@right_required(Right.ENTER_WORKSPACE)
def register(request, slug):
    """All of it, what has been taken away, and the priorities that stand on nothing."""
    document = get_object_or_404(Document, slug=slug)
    linked = Count("sections", filter=Q(sections__removed_at=None))
    found = document.evidence.annotate(linked=linked).select_related("saved_by").order_by("sort_start", "pk")
    snapshot = Snapshot.with_evidence(document)
    context = {
        "document": document,
        "page": Paginator(found.present(), PER_PAGE).get_page(request.GET.get("sida")),
        "removed": found.exclude(removed_at=None),
        "without_evidence": snapshot.without_evidence,
        "may_write": _may_write(request),
    }
    return render(request, "strategy/workspace/evidence.html", context | frame(document))


@right_required(Right.WRITE_STRATEGY)
def add(request, slug):
    """A new piece of evidence."""
    document = get_object_or_404(Document, slug=slug)
    snapshot = Snapshot.outline(document)
    form = EvidenceForm(request.POST if request.method == "POST" else None, places=snapshot.places)
    if request.method == "POST" and form.is_valid():
        made = actions.add_evidence(document, sections=_sections(document, form), by=request.user, **form.facts())
        messages.success(request, _("“%(title)s” has been added.") % {"title": made.title})
        return redirect("strategy:edit_evidence", slug, made.slug)
    return _form_page(request, document, form)


@right_required(Right.ENTER_WORKSPACE)
def edit(request, slug, evidence):
    """What is known; for writers the form to change it."""
    found = get_object_or_404(
        Evidence.objects.select_related("document", "saved_by"), document__slug=slug, slug=evidence
    )
    places = Snapshot.outline(found.document).places
    if request.method != "POST":
        state = earlier.wanted(request, found)
        form = EvidenceForm(initial=_initial(found) | _of_state(state), places=places, known=found.categories)
        return _form_page(request, found.document, form, found, state=state)
    if not _may_write(request):
        raise PermissionDenied
    form = EvidenceForm(request.POST, places=places, known=found.categories)
    if not form.is_valid():
        return _form_page(request, found.document, form, found)
    expected = form.cleaned_data["expected_revision"]
    try:
        actions.save_evidence(
            found,
            sections=_sections(found.document, form),
            expected_revision=found.revision if expected is None else expected,
            by=request.user,
            **form.facts(),
        )
    except actions.EvidenceChangedError as changed:
        return _changed(request, changed.evidence, form, places)
    messages.success(request, _("The evidence has been saved."))
    return redirect("strategy:edit_evidence", slug, evidence)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def remove(request, slug, evidence):
    """Take it away. Nothing is lost."""
    found = actions.remove_evidence(_found(slug, evidence), by=request.user)
    said = _("“%(title)s” has been taken away. You can bring it back further down on this page.")
    messages.success(request, said % {"title": found.title})
    return redirect("strategy:evidence_register", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def bring_back(request, slug, evidence):
    """Undo a removal."""
    found = actions.bring_back_evidence(_found(slug, evidence), by=request.user)
    messages.success(request, _("“%(title)s” is back.") % {"title": found.title})
    return redirect("strategy:evidence_register", slug)


@right_required(Right.ENTER_WORKSPACE)
def of_section(request, slug, key):
    """What one section stands on."""
    section = get_object_or_404(
        Section.objects.present().select_related("document").defer("body"), document__slug=slug, key=key
    )
    found = list(section.document.evidence.present())
    linked = list(section.evidence.present())
    form = StandOnForm(
        request.POST if request.method == "POST" else None,
        found=found,
        initial={"evidence": [one.slug for one in linked], "shown": ",".join(one.slug for one in linked)},
    )
    if request.method == "POST":
        if not _may_write(request):
            raise PermissionDenied
        if form.is_valid():
            chosen, shown = form.cleaned_data["evidence"], form.cleaned_data["shown"]
            actions.stand_on(
                section,
                chosen=[one for one in found if one.slug in chosen],
                shown=[one for one in found if one.slug in shown],
                by=request.user,
            )
            messages.success(request, _("The links of the section have been saved."))
            return redirect("strategy:edit_section", slug, key)
    context = {
        "document": section.document,
        "section": section,
        "place": Snapshot.outline(section.document).place_of(section),
        "found": found,
        "linked": linked,
        "form": form,
        "may_write": _may_write(request),
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/workspace/section_evidence.html", context | frame(section.document), status=status)


def _may_write(request):
    return request.user.has_right(Right.WRITE_STRATEGY)


def _found(slug, evidence):
    return get_object_or_404(Evidence.objects.select_related("document"), document__slug=slug, slug=evidence)


def _sections(document, form):
    return list(document.sections.present().filter(key__in=form.cleaned_data["sections"]).defer("body"))


def _initial(found):
    # What the period says itself is not typed.
    left_out = {"sort_start", "sort_end"} if found.period else set()
    return {name: getattr(found, name) for name in FACTS if name not in left_out} | {
        "sections": [str(key) for key in found.sections.values_list("key", flat=True)],
        "expected_revision": found.revision,
    }


def _of_state(state):
    said = earlier.facts(state, [*FACTS, "sections"])
    # What the period says itself is not typed.
    return said | dict.fromkeys(("sort_start", "sort_end")) if said.get("period") else said


def _form_page(request, document, form, found=None, theirs=(), status=200, state=None):
    context = {
        "document": document,
        "evidence": found,
        "form": form,
        "theirs": theirs,
        "linked": list(found.sections.present().defer("body")) if found else [],
        "revisions": earlier.listed(found),
        "state": state,
        "may_write": _may_write(request),
    }
    status = 422 if form.errors else status
    return render(request, "strategy/workspace/evidence_form.html", context | frame(document), status=status)


def _changed(request, found, form, places):
    """Somebody saved in between: the form keeps what was typed, and beside it stands what is saved."""
    saved = EvidenceForm(initial=_initial(found), places=places, known=found.categories)
    typed = {**form.cleaned_data, "expected_revision": found.revision}
    theirs = [
        (field.label, found.get_kind_display() if field.name == "kind" else _said(field))
        for field in saved
        if field.name != "expected_revision" and _plain(typed[field.name]) != _plain(field.initial)
    ]
    mine = EvidenceForm(initial=typed, places=places, known=found.categories)
    return _form_page(request, found.document, mine, found, theirs, status=409)


def _plain(value):
    return sorted(value) if isinstance(value, list) else value or ""


def _said(field):
    if isinstance(field.initial, list):
        names = dict(field.field.choices)
        return "; ".join(str(names.get(one, one)) for one in field.initial) or "–"
    return field.initial if field.initial not in (None, "") else "–"
