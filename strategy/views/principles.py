"""The guiding principles of the working text: worded, ordered, taken away and brought back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, blocks
from strategy.forms_registers import PrincipleForm
from strategy.models import Document, GuidingPrinciple
from strategy.views import earlier
from strategy.views.workspace import frame

STEPS = {"up": -1, "down": 1}


@right_required(Right.ENTER_WORKSPACE)
def register(request, slug):
    """All of them in their order, and those that have been taken away."""
    document = get_object_or_404(Document, slug=slug)
    context = {
        "document": document,
        "principles": list(document.principles.present().defer("text")),
        "removed": list(document.principles.exclude(removed_at=None).defer("text")),
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/principles.html", context | frame(document))


@right_required(Right.WRITE_STRATEGY)
def add(request, slug):
    """A new principle, last."""
    document = get_object_or_404(Document, slug=slug)
    form = PrincipleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.add_principle(document, **form.facts(), by=request.user)
        said = _("“%(name)s” has been added. Every goal and priority has an empty cell for it now.")
        messages.success(request, said % {"name": made.name})
        return redirect("strategy:principle_register", slug)
    return _form_page(request, document, form)


@right_required(Right.ENTER_WORKSPACE)
def edit(request, slug, principle):
    """The words of one principle; for writers the form to change them."""
    found = _found(slug, principle)
    if request.method != "POST":
        state = earlier.wanted(request, found)
        form = PrincipleForm(initial=_initial(found) | _of_state(state))
        return _form_page(request, found.document, form, found, state=state)
    if not request.user.has_right(Right.WRITE_STRATEGY):
        raise PermissionDenied
    form = PrincipleForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found.document, form, found)
    expected = form.cleaned_data["expected_revision"]
    try:
        actions.save_principle(
            found,
            expected_revision=found.revision if expected is None else expected,
            by=request.user,
            **form.facts(found.text),
        )
    except actions.PrincipleChangedError as changed:
        mine = PrincipleForm(initial={**form.cleaned_data, "expected_revision": changed.principle.revision})
        return _form_page(request, found.document, mine, changed.principle, is_changed=True)
    messages.success(request, _("The principle has been saved. Frozen versions keep their own words."))
    return redirect("strategy:principle_register", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def move(request, slug, principle):
    """One step up or down."""
    found = _found(slug, principle)
    if found.removed_at is None and request.POST.get("direction") in STEPS:
        actions.move_principle(found, step=STEPS[request.POST["direction"]], by=request.user)
    return redirect("strategy:principle_register", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def remove(request, slug, principle):
    """Take it away. Nothing is lost."""
    found = actions.remove_principle(_found(slug, principle), by=request.user)
    said = _("“%(name)s” has been taken away with its column. You can bring both back further down on this page.")
    messages.success(request, said % {"name": found.name})
    return redirect("strategy:principle_register", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def bring_back(request, slug, principle):
    """Undo a removal."""
    found = actions.bring_back_principle(_found(slug, principle), by=request.user)
    messages.success(request, _("“%(title)s” is back.") % {"title": found.name})
    return redirect("strategy:principle_register", slug)


def _found(slug, principle):
    return get_object_or_404(
        GuidingPrinciple.objects.select_related("document", "saved_by"), document__slug=slug, slug=principle
    )


def _initial(found):
    return {name: getattr(found, name) for name in ("name", "summary", "glyph")} | {
        "text": blocks.to_markdown(found.text),
        "expected_revision": found.revision,
    }


def _of_state(state):
    said = earlier.facts(state, ("name", "summary", "glyph", "text"))
    return said | {"text": blocks.to_markdown(said["text"])} if said else {}


def _form_page(request, document, form, found=None, *, is_changed=False, state=None):
    context = {
        "document": document,
        "principle": found,
        "form": form,
        "is_changed": is_changed,
        "theirs": blocks.to_markdown(found.text) if is_changed else "",
        "revisions": earlier.listed(found),
        "state": state,
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    status = 409 if is_changed else 422 if form.errors else 200
    return render(request, "strategy/workspace/principle_form.html", context | frame(document), status=status)
