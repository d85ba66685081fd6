"""Writing and arranging sections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, blocks, references, rendering, reviewing
from strategy.forms import NewSectionForm, PlaceForm, SectionForm
from strategy.merging import Text
from strategy.models import Document, Section
from strategy.snapshot import Snapshot
from strategy.views import live
from strategy.views.marking import decided, panel_context, passages
from strategy.views.workspace import frame


@right_required(Right.WRITE_STRATEGY)
def add(request, slug):
    """A new section, last under the place that is chosen."""
    document = get_object_or_404(Document, slug=slug)
    snapshot = Snapshot.take(document)
    form = NewSectionForm(
        request.POST if request.method == "POST" else None,
        places=snapshot.places,
        initial={"parent": request.GET.get("under", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            section = actions.add_section(
                document,
                parent=_parent(document, form.cleaned_data["parent"]),
                heading=form.cleaned_data["heading"],
                kind=form.cleaned_data["kind"],
                body=blocks.from_markdown(form.cleaned_data["body"]),
                by=request.user,
            )
        except actions.PlaceNotAllowedError:
            form.add_error("parent", _("The text would be too deep there. Choose a place higher up."))
        else:
            messages.success(request, _("“%(heading)s” has been added.") % {"heading": section.heading})
            return redirect("strategy:edit_section", slug, section.key)
    status = 422 if form.errors else 200
    context = {"document": document, "form": form}
    return render(request, "strategy/workspace/add.html", context | frame(document), status=status)


@right_required(Right.ENTER_WORKSPACE)
def edit(request, slug, key):
    """The saved text, and for writers the form to change it."""
    section = _section(slug, key)
    if request.method == "POST":
        return _save(request, section)
    return _edit_page(request, section, _form_of(section))


@right_required(Right.WRITE_STRATEGY)
@require_POST
def move(request, slug, key):
    """Under another section, last."""
    section = _section(slug, key)
    form = PlaceForm(request.POST, places=Snapshot.take(section.document).places, section=section)
    if form.is_valid():
        try:
            parent = _parent(section.document, form.cleaned_data["parent"])
            actions.move_section(section, parent=parent, position=actions.LAST, by=request.user)
        except actions.PlaceNotAllowedError:
            form.add_error("parent", _("The section cannot stand there. Nothing has been moved."))
        else:
            return redirect("strategy:workspace", slug)
    return _edit_page(request, section, _form_of(section), status=422, place_form=form)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def remove(request, slug, key):
    """Take a section away. Nothing is lost."""
    section = actions.remove_section(_section(slug, key), by=request.user)
    said = _("“%(heading)s” has been taken away. You can bring it back further down on this page.")
    messages.success(request, said % {"heading": section.heading})
    return redirect("strategy:workspace", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def bring_back(request, slug, key):
    """Undo a removal."""
    section = _section(slug, key)
    try:
        actions.bring_back_section(section, by=request.user)
    except actions.PlaceNotAllowedError:
        messages.error(request, _("Bring back the section above it first."))
    else:
        messages.success(request, _("“%(heading)s” is back.") % {"heading": section.heading})
    return redirect("strategy:workspace", slug)


def _save(request, section):
    if not request.user.has_right(Right.WRITE_STRATEGY):
        raise PermissionDenied
    form = SectionForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, section, form, status=422)
    expected = form.cleaned_data["expected_revision"]
    base = section.revision if expected is None else expected
    began = section.revisions.filter(number=base).first()
    was = began.body if began else section.body
    body = blocks.in_place(blocks.from_markdown(form.cleaned_data["body"], was), was)
    ours = Text(form.cleaned_data["heading"], form.cleaned_data["kind"], body)
    try:
        written = actions.write_section(section, ours=ours, base=base, by=request.user, may_hold=False)
    except actions.SectionChangedError as changed:
        return _both_texts(request, changed.section, form)
    messages.success(request, _("Saved as revision %(number)d.") % {"number": written.section.revision})
    return redirect("strategy:edit_section", section.document.slug, section.key)


def _both_texts(request, theirs, form):
    """Somebody saved in between: show both, lose neither, let the writer choose."""
    mine = SectionForm({**form.cleaned_data, "expected_revision": theirs.revision})
    context = {
        "document": theirs.document,
        "section": theirs,
        "theirs": blocks.to_markdown(theirs.body),
        "last": theirs.revisions.select_related("saved_by").first(),
        "form": mine,
    }
    return render(request, "strategy/workspace/changed.html", context | frame(theirs.document), status=409)


def _edit_page(request, section, form, status=200, place_form=None):
    snapshot = Snapshot.take(section.document)
    above = {"parent": section.parent and section.parent.key}
    context = {
        "document": section.document,
        "section": section,
        **_neighbours(section, snapshot.places),
        "form": form,
        "place_form": place_form or PlaceForm(places=snapshot.places, section=section, initial=above),
        "last": section.revisions.select_related("saved_by").first(),
        "shown": (shown := rendering.preview(section, section.body, snapshot.titles)),
        **passages(section, shown),
    }
    context |= panel_context(section, request.user) | {"decided": decided(request, section)}
    context["review"] = reviewing.of_section(section, snapshot)
    if context["may_write"]:
        actions.show_up(section, by=request.user)
        context |= live.held_context(section) | {
            "present": live.present(section, request.user),
            "editor": _editor(section, snapshot),
        }
    return render(request, "strategy/workspace/edit.html", context | frame(section.document), status=status)


def _neighbours(section, places):
    """The place of a section, and those that stand before and after it in the text."""
    at = next((n for n, place in enumerate(places) if place.section.pk == section.pk), None)
    if at is None:
        return {"place": None, "before": None, "after": None}
    return {
        "place": places[at],
        "before": places[at - 1] if at else None,
        "after": places[at + 1] if at + 1 < len(places) else None,
    }


def _editor(section, snapshot):
    """What static/js/editor.js begins with."""
    titles = {name: snapshot.titles[name] for name in references.used(section.body) if name in snapshot.titles}
    return {"revision": section.revision, "blocks": section.body, "titles": titles}


def _form_of(section):
    return SectionForm(
        initial={
            "heading": section.heading,
            "kind": section.kind,
            "body": blocks.to_markdown(section.body),
            "expected_revision": section.revision,
        }
    )


def _section(slug, key):
    return get_object_or_404(Section.objects.select_related("document", "parent"), document__slug=slug, key=key)


def _parent(document, key):
    return get_object_or_404(document.sections.present(), key=key) if key else None
