"""Arranging sections in the tree: by buttons, keys and dragging, which all send the same."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions
from strategy.forms import ArrangeForm
from strategy.models import Document, Section
from strategy.views.workspace import tree_context


@right_required(Right.WRITE_STRATEGY)
@require_POST
def arrange(request, slug):
    """Move one section: up, down, out, in, or before, after or into another one. A script gets the tree back."""
    document = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    form = ArrangeForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "malformed"}, status=400)
    moved, said = _arranged(request, document, form.wanted)
    if request.headers.get("Accept", "").startswith("application/json"):
        tree = render_to_string("strategy/workspace/_tree.html", tree_context(document, request.user), request)
        return JsonResponse({"tree": tree, "said": said, "moved": moved})
    messages.info(request, said)
    return redirect(f"{reverse('strategy:workspace', args=[slug])}#s-{form.wanted.key}")


def _arranged(request, document, wanted):
    """Do it: (whether it was done, what was done or why not in words)."""
    sections = document.sections.present().select_related("parent__parent__parent").defer("body")
    section = get_object_or_404(sections, key=wanted.key)
    beside = get_object_or_404(sections, key=wanted.beside) if wanted.beside else None
    place = _place(section, wanted.where, beside)
    words = {"heading": section.heading}
    if place is None:
        return False, _("“%(heading)s” cannot be moved further that way.") % words
    try:
        actions.move_section(section, parent=place[0], position=place[1], by=request.user)
    except actions.PlaceNotAllowedError:
        return False, _("“%(heading)s” cannot stand there. Nothing has been moved.") % words
    return True, _("“%(heading)s” has been moved.") % words


def _place(section, where, beside):
    """The parent and the position among its children, or None when there is no such place."""
    if beside is not None:
        return _beside(section, where, beside)
    siblings = _siblings(section.document_id, section.parent_id)
    place = siblings.index(section.pk)
    match where:
        case "up" if place > 0:
            return section.parent, place - 1
        case "down" if place + 1 < len(siblings):
            return section.parent, place + 1
        case "in" if place > 0:
            return Section.objects.select_related("parent__parent").get(pk=siblings[place - 1]), actions.LAST
        case "out" if section.parent:
            above = section.parent
            return above.parent, _siblings(section.document_id, above.parent_id).index(above.pk) + 1
    return None


def _beside(section, where, beside):
    if beside.pk == section.pk:
        return None
    if where == "into":
        return beside, actions.LAST
    others = [pk for pk in _siblings(section.document_id, beside.parent_id) if pk != section.pk]
    return beside.parent, others.index(beside.pk) + (where == "after")


def _siblings(document_id, parent_id):
    found = Section.objects.present().filter(document=document_id, parent=parent_id)
    return list(found.values_list("pk", flat=True))
