"""What officials see of the strategies that are being written."""

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from strategy.models import Document, SectionRevision, Version
from strategy.snapshot import Snapshot
from strategy.views.public import version_context

PER_PAGE = 20


@right_required(Right.ENTER_WORKSPACE)
def document_list(request):
    """Everything that is written or has been."""
    here = Q(sections__removed_at=None)
    documents = Document.objects.select_related("parent").annotate(
        written=Count("sections", filter=here, distinct=True),
        last_version=Max("versions__number"),
        last_saved=Max("sections__revisions__saved_at"),
    )
    page = Paginator(documents.order_by("parent", "pk"), PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "strategy/workspace/list.html", {"page": page, "here": "strategy", "crumbs": []})


@right_required(Right.ENTER_WORKSPACE)
def document(request, slug):
    """The tree as it stands now: kinds, numbers, last saved, gaps."""
    found = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    snapshot = Snapshot.take(found)
    context = {
        "document": found,
        "snapshot": snapshot,
        "rows": _rows(snapshot),
        "removed": _removed_tops(found),
        "versions": found.versions.sealed().defer("rendered", "principles"),
        "may_write": request.user.has_right(Right.WRITE_STRATEGY),
        "may_freeze": request.user.has_right(Right.FREEZE_VERSION),
    }
    return render(request, "strategy/workspace/document.html", context | frame())


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
    shown = version_context(chosen, known, request.GET)
    return render(request, "strategy/workspace/version.html", shown | frame(found.document))


def frame(document=None):
    """Menu and breadcrumbs of a workspace page; below a document when one is given."""
    crumbs = [(_("Overview"), reverse("site:workspace")), (_("The strategy"), reverse("strategy:workspace_list"))]
    if document:
        crumbs.append((document.title, reverse("strategy:workspace", args=[document.slug])))
    return {"here": "strategy", "crumbs": crumbs}


def _rows(snapshot):
    """Each place with its last saved state and the principles it has not been weighed against."""
    revisions = SectionRevision.objects.filter(section__document=snapshot.document).select_related("saved_by")
    last = {one.section_id: one for one in revisions.order_by("number").defer("body")}
    missing = {}
    for place, principle in snapshot.gaps:
        missing.setdefault(place.section.pk, []).append(principle)
    return [(place, last.get(place.section.pk), missing.get(place.section.pk, [])) for place in snapshot.places]


def _removed_tops(document):
    """What has been taken away and can be brought back; what went with it comes back with it."""
    gone = document.sections.exclude(removed_at=None).select_related("parent")
    return [section for section in gone if section.parent is None or section.parent.removed_at is None]
