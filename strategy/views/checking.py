"""The content check: beside the text of a section, on a page of its own, and for a whole document."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, reviewing
from strategy.forms_checking import ASIDE, BLOCKING, DismissForm, SectionForm, SiftForm
from strategy.models import DismissedHint, Document, Section
from strategy.views.workspace import frame

PER_PAGE = 50
MOST_HARD = 10
# Where whoever has set a hint aside goes back to.
WHOLE = "dokument"


@right_required(Right.ENTER_WORKSPACE)
@require_GET
def document_check(request, slug):
    """Everything that was found in a document, sifted, and how hard it is to read."""
    document = get_object_or_404(Document, slug=slug)
    review = reviewing.of_document(document)
    form = SiftForm(request.GET)
    which, kind = form.wanted()
    page = Paginator(_sifted(review, which, kind), PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    measured = [section for section in review.sections if section.reading.is_enough]
    context = {
        "document": document,
        "review": review,
        "standing": len(review.standing),
        "blocking": sum(hint.blocks for _section, hint in review.standing),
        "form": form,
        "which": which,
        "page": page,
        "query": f"{query.urlencode()}&" if query else "",
        "hardest": sorted(measured, key=lambda section: -section.reading.lix)[:MOST_HARD],
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
        "back": WHOLE,
    }
    return render(request, "strategy/checking/document.html", context | frame(document))


def _sifted(review, which, kind):
    """The hints to show as (section, hint, who set it aside or None)."""
    rows = review.aside if which == ASIDE else [(section, hint, None) for section, hint in review.standing]
    return [row for row in rows if (not kind or row[1].kind == kind) and (which != BLOCKING or row[1].blocks)]


@right_required(Right.ENTER_WORKSPACE)
@require_GET
def section_check(request, slug, key):
    """What was found in a section; a script gets the parts that have changed beside the text."""
    section = _section(slug, key)
    if _is_script(request):
        return JsonResponse(_parts(request, section))
    return _page(request, section)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def dismiss(request, slug, key):
    """Set a hint aside, with the reason."""
    section = _section(slug, key)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return _refused(request, section, form)
    hint = _found(section, form.cleaned_data)
    if hint is None:
        return _done(request, section, _("The text has changed there: the hint is not said any more."))
    try:
        actions.dismiss_hint(section.document, hint, reason=form.cleaned_data["reason"], by=request.user)
    except actions.HintBlocksError:
        return _done(request, section, _("This one stops a freeze: it must be mended, and cannot be set aside."))
    return _done(request, section, _("The hint is set aside. It comes back when the words change."))


@right_required(Right.WRITE_STRATEGY)
@require_POST
def take_back(request, slug, pk):
    """Let a hint that was set aside be said again."""
    found = get_object_or_404(DismissedHint.objects.select_related("document"), document__slug=slug, pk=pk)
    actions.take_back_hint(found, by=request.user)
    form = SectionForm(request.POST)
    section = found.document.sections.filter(key=form.cleaned_data["avsnitt"]).first() if form.is_valid() else None
    return _done(request, section, _("The hint is said again."), found.document)


def panel_context(section, user, snapshot=None):
    """What the panel beside the text needs: also on the page of the editor."""
    return {
        "section": section,
        "document": section.document,
        "review": reviewing.of_section(section, snapshot),
        "may_write": user.has_right(Right.WRITE_STRATEGY),
    }


def _section(slug, key):
    return get_object_or_404(Section.objects.select_related("document"), document__slug=slug, key=key)


def _found(section, known):
    """The hint of these names, when it is still said."""
    review = reviewing.of_section(section)
    return next(
        (
            hint
            for hint in (review.standing if review else [])
            if (hint.at, hint.kind, hint.fingerprint) == (known["at"], known["kind"], known["fingerprint"])
        ),
        None,
    )


def _page(request, section, status=200, **more):
    context = panel_context(section, request.user) | {"on_own_page": True} | more
    return render(request, "strategy/checking/section.html", context | frame(section.document), status=status)


def _parts(request, section):
    context = panel_context(section, request.user) | {"in_text": True}
    return {name: render_to_string(f"strategy/checking/_{name}.html", context, request) for name in ("summary", "list")}


def _done(request, section, said, document=None):
    """A script gets the list as it is now; others are led back to where they came from."""
    if section and _is_script(request):
        return JsonResponse(_parts(request, section) | {"said": said})
    messages.success(request, said)
    if section is None or request.POST.get("till") == WHOLE:
        return redirect("strategy:check", (document or section.document).slug)
    return redirect(f"{reverse('strategy:check_section', args=[section.document.slug, section.key])}#granskning")


def _refused(request, section, form):
    problems = [said for found in form.errors.values() for said in found]
    if _is_script(request):
        return JsonResponse({"problem": " ".join(problems)}, status=422)
    return _page(request, section, 422, refused=form, refused_hint=request.POST.get("fingerprint", ""))


def _is_script(request):
    return request.headers.get("Accept", "").startswith("application/json")
