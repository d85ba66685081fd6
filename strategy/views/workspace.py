"""What officials see of the strategies that are being written."""

from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy import actions, log, presentation, rendering
from strategy.models import Document, Section, SectionRevision, Version
from strategy.snapshot import Snapshot
from strategy.views.public import version_context

PER_PAGE = 20


@right_required(Right.ENTER_WORKSPACE)
def document_list(request):
    """Everything that is written or has been."""
    # Each counted by itself: joined, every saved state would be multiplied by every section and version.
    mine = {
        "written": (Section.objects.present(), "document", Count("pk")),
        "last_version": (Version.objects, "document", Max("number")),
        "last_saved": (SectionRevision.objects, "section__document", Max("saved_at")),
    }
    counted = {name: _of_each(*what) for name, what in mine.items()}
    documents = Document.objects.select_related("parent").annotate(
        **counted | {"written": Coalesce(counted["written"], 0)}
    )
    page = Paginator(documents.order_by("parent", "pk"), PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "strategy/workspace/list.html", {"page": page, "here": "strategy", "crumbs": []})


def _of_each(rows, owner, found):
    """One figure of the rows of each document, as a part of the query of documents."""
    return Subquery(
        rows.order_by().filter(**{owner: OuterRef("pk")}).values(owner).annotate(found=found).values("found")
    )


@right_required(Right.ENTER_WORKSPACE)
def document(request, slug):
    """The tree as it stands now: kinds, numbers, last saved, gaps."""
    found = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    context = tree_context(found, request.user) | {
        "removed": _removed_tops(found),
        "versions": found.versions.sealed().defer("rendered", "principles"),
        "waiting": found.freeze_requests.waiting().select_related("asked_by").first(),
    }
    return render(request, "strategy/workspace/document.html", context | frame())


@right_required(Right.ENTER_WORKSPACE)
def reading(request, slug):
    """The whole working text from beginning to end, as readers would see it if it were frozen now."""
    found = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    sections = Snapshot.take(found).frozen_sections(Version(document=found))
    # As in a frozen version: the text is Swedish whoever reads it.
    with override(rendering.LANGUAGE):
        parts = [rendering.shown(section, principles=()) for section in sections]
    listed = [section for section in sections if section.depth <= rendering.CONTENTS_DEPTH]
    context = {"document": found, "parts": parts, "nodes": rendering.nested(listed)}
    return render(request, "strategy/workspace/reading.html", context | frame(found))


@right_required(Right.ENTER_WORKSPACE)
def version(request, slug, number):
    """A frozen version, published or not, as its readers see it or will see it."""
    versions = list(
        Version.objects.sealed()
        .filter(document__slug=slug)
        .select_related("document__parent")
        .current_first()
        .defer("rendered", "lead", "reason")
    )
    found = get_object_or_404(Version.objects.sealed(), document__slug=slug, number=number)
    chosen = next(one for one in versions if one.pk == found.pk)
    known = [one for one in versions if one.is_published or one.pk == chosen.pk]
    shown = version_context(chosen, known, request.GET) | {"events": log.of_version(chosen)}
    shown["verified"] = log.verified_request(found)
    shown["decisions"] = actions.ways_onwards(chosen) if request.user.has_right(Right.RECORD_DECISIONS) else []
    return render(request, "strategy/workspace/version.html", shown | frame(found.document))


def frame(document=None):
    """Menu and breadcrumbs of a workspace page; below a document when one is given."""
    crumbs = [(_("Overview"), reverse("site:workspace")), (_("The strategy"), reverse("strategy:workspace_list"))]
    if document:
        crumbs.append((document.title, reverse("strategy:workspace", args=[document.slug])))
    return {"here": "strategy", "crumbs": crumbs}


def tree_context(document, user):
    """What the tree itself needs: also when only that is shown anew."""
    snapshot, may_write = Snapshot.outline(document), user.has_right(Right.WRITE_STRATEGY)
    rows = presentation.tree(snapshot, may_write=may_write)
    return {"document": document, "snapshot": snapshot, "rows": rows, "may_write": may_write}


def _removed_tops(document):
    """What has been taken away and can be brought back; what went with it comes back with it."""
    gone = document.sections.exclude(removed_at=None).select_related("parent").defer("body", "parent__body")
    return [section for section in gone if section.parent is None or section.parent.removed_at is None]
