"""The history of a section: every saved state can be read, compared with the one before, and made the newest again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, rendering, revisions
from strategy.models import Section
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame

PER_PAGE = 100


@right_required(Right.ENTER_WORKSPACE)
@require_GET
def history(request, slug, key):
    """Every saved state of a section, in sittings, and who arranged it."""
    section = _section(slug, key)
    saved = section.revisions.select_related("saved_by", "suggested_by").defer("body")
    page = Paginator(saved, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "document": section.document,
        "section": section,
        "page": page,
        "sittings": revisions.sittings(page.object_list),
        "events": section.events.select_related("by")[:PER_PAGE] if page.number == 1 else [],
        "settled": section.held_texts.exclude(settled_at=None).select_related("written_by", "settled_by")[:PER_PAGE],
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/history.html", context | frame(section.document))


@right_required(Right.ENTER_WORKSPACE)
def revision(request, slug, key, number):
    """One saved state, and what it changed. POST makes it the newest."""
    section = _section(slug, key)
    found = get_object_or_404(section.revisions.select_related("saved_by", "suggested_by"), number=number)
    if request.method == "POST":
        return _restore(request, section, found)
    before = section.revisions.filter(number__lt=number).first()
    context = {
        "document": section.document,
        "section": section,
        "revision": found,
        "before": before,
        "changes": revisions.changes(before.body if before else [], found.body),
        "shown": rendering.preview(section, found.body, Snapshot.take(section.document).titles),
        "since": revisions.changes(found.body, section.body) if found.number != section.revision else [],
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
    }
    return render(request, "strategy/workspace/revision.html", context | frame(section.document))


def _restore(request, section, old):
    """What came in between stays in the history."""
    if not request.user.has_right(Right.WRITE_STRATEGY):
        raise PermissionDenied
    facts = {"heading": old.heading, "kind": old.kind, "body": old.body}
    actions.save_section(section, **facts, expected_revision=section.revision, by=request.user)
    messages.success(request, _("The text is again as it was in revision %(number)d.") % {"number": old.number})
    return redirect("strategy:edit_section", section.document.slug, section.key)


def _section(slug, key):
    return get_object_or_404(Section.objects.select_related("document"), document__slug=slug, key=key)
