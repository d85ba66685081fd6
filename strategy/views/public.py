"""What everyone reads. Nothing here asks who is reading."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import CharField, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rus_portal.accounts.access import public_page
from rus_portal.exports import actions as exports
from rus_portal.exports.models import Export
from rus_portal.exports.models import State as ExportState
from rus_portal.exports.views import send
from strategy import canonical, errata, files, links, marks, rendering, sifting, since, summaries
from strategy.exports import LANGUAGE, VERSION_KIND
from strategy.exports_word import VERSION, WORD_KIND
from strategy.models import Document, Section, Version
from strategy.presentation import evidence_page

PER_PAGE = 20
# A PDF that could not be made is not tried again at each reload.
RETRY_AFTER = timedelta(minutes=10)


@public_page
def document_list(request):
    """Every strategy and programme of which something is published."""
    published = Version.objects.published().filter(document=OuterRef("pk"))
    documents = (
        Document.objects.annotate(current=Subquery(published.current_first().values("pk")[:1]))
        .exclude(current=None)
        .select_related("parent")
        .order_by(F("parent").asc(nulls_first=True), "-first_year", "title")
    )
    page = Paginator(documents, PER_PAGE).get_page(request.GET.get("sida"))
    current = Version.objects.defer("rendered").in_bulk([document.current for document in page])
    rows = [(document, current[document.current]) for document in page]
    return render(
        request, "strategy/document_list.html", {"rows": rows, "page": page, "here": "strategy", "crumbs": []}
    )


@public_page(mark=marks.of_document)
def document(request, slug):
    """What is in force, or else the newest that has been published."""
    versions = published_versions(slug)
    return render(request, "strategy/version.html", version_context(versions[0], versions, request.GET))


@public_page(mark=marks.of_document)
def version(request, slug, number):
    """One frozen version, for ever."""
    versions = published_versions(slug)
    found = numbered(versions, number)
    return render(request, "strategy/version.html", version_context(found, versions, request.GET))


@public_page
def permanent(request, prefix):
    """The short permanent address that stands on paper."""
    found = Version.objects.published().select_related("document").filter(hash__startswith=prefix)[:2]
    if len(found) != 1:
        raise Http404
    return redirect(found[0])


@public_page
def version_json(request, slug, number):
    """The canonical content with its hash: docs/canonical-form.md says how to compute it again."""
    found = get_object_or_404(_readable(slug), number=number)
    content = canonical.content(found)
    data = {
        "form": 1,
        "hash": found.hash,
        "frozen_at": found.frozen_at.isoformat(),
        "content": content,
        # Beside the text: no part of what the hash is made from.
        "errata": errata.as_data(found),
    }
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@public_page
def version_pdf(request, slug, number):
    """The PDF when it is ready; otherwise it is asked for, and the page says how far it has come."""
    found = get_object_or_404(_readable(slug), number=number)
    export = asked_for(VERSION_KIND, found.pk, files.fingerprint(found))
    if export.state == ExportState.READY:
        return send(export)
    context = {"version": found, "export": export, "failed": export.state == ExportState.FAILED, "here": "strategy"}
    response = render(request, "strategy/pdf_wait.html", context)
    if not context["failed"]:
        response.headers["Refresh"] = "3"
    return response


@public_page
def evidence(request, slug):
    """What the strategy stands on, with links to the sections that stand on it."""
    current = published_versions(slug)[0]
    sections = list(current.sections.only("key", "number", "heading", "version", "evidence"))
    # What has been taken away is still shown where the published text stands on it.
    relied_on = {item["slug"] for section in sections for item in section.evidence}
    shown = current.document.evidence.filter(Q(removed_at=None) | Q(slug__in=relied_on))
    found = shown.prefetch_related(Prefetch("sections", Section.objects.only("key")))
    context = evidence_page(found, sections)
    context |= {"version": current, "document": current.document, "here": "strategy", "crumbs": crumbs_of(current)}
    return render(request, "strategy/evidence.html", context)


def version_context(version, versions, wishes):
    """What the reading page shows. `versions` are those the reader may know of, the current one first.

    `wishes` is the query: with `andringar` what has changed since the version before is marked, `forhallningssatt`
    leaves what was weighed against that principle. What has changed after this version is always marked.
    """
    newest, before = since.neighbours(version, versions)
    marks_wanted = "andringar" in wishes and before
    compared = [one for one in (newest, before if marks_wanted else None) if one]
    facts = {f"changed_{n}": one.stored for n, one in enumerate(compared)} | _file_facts()
    facts |= {"errata_rows": errata.facts(), "summary_rows": summaries.facts()}
    if principle := sifting.wanted(version, wishes):
        facts["section_rows"] = sifting.facts()
    kept = Version.objects.filter(pk=version.pk).values("rendered", "lead", **facts).get()
    marked_count = 0
    for n, one in enumerate(compared):
        changed = one.changed(kept[f"changed_{n}"])
        kept["rendered"] = since.marked(kept["rendered"], one, changed)
        if marks_wanted and one is before:
            marked_count = len(changed)
    found = links.of(version)
    for link in found:
        if link.paragraph:
            kept["rendered"] = rendering.with_comment_links(kept["rendered"], link.paragraph)
    corrections = errata.corrections(kept["errata_rows"], kept["rendered"])
    kept["rendered"] = errata.placed(kept["rendered"], corrections)
    sifted = principle and sifting.by_principle(version, kept["rendered"], kept["section_rows"], principle)
    return {
        "version": version,
        "document": version.document,
        "kept": kept,
        "current": versions[0],
        "newest": newest.version if newest else version,
        "since_newest": newest,
        "since_before": before,
        "marks_shown": bool(marks_wanted),
        "marked_count": marked_count,
        "errata": corrections,
        "errata_standing": sum(not one.withdrawn_at for one in corrections),
        "ways": summaries.ways(version.document.slug, kept["summary_rows"]),
        "sifted": sifted,
        "others": sorted((one for one in versions if one != version), key=lambda one: -one.number),
        "links": found,
        "here": "strategy",
        "crumbs": [(_("The strategy"), reverse("strategy:document_list"))],
    }


def _file_facts():
    """Subqueries for what is made already of a version: how big its PDF and its Word document are."""
    now = files.Fingerprint(OuterRef("pk"), OuterRef("hash"))
    ready = Export.objects.ready().filter(language=LANGUAGE, fingerprint=now)
    pdf = ready.filter(kind=VERSION_KIND, subject=Cast(OuterRef("pk"), CharField()))
    word = ready.filter(kind=WORD_KIND, subject=Concat(Value(f"{VERSION}:"), Cast(OuterRef("pk"), CharField())))
    return {
        "pdf_size": Subquery(pdf.values("size")[:1]),
        "pdf_pages": Subquery(pdf.values("pages")[:1]),
        "word_size": Subquery(word.values("size")[:1]),
    }


def _readable(slug):
    return Version.objects.published().filter(document__slug=slug).select_related("document__parent")


def published_versions(slug):
    """All published versions of a document, the current one first, without their long texts; 404 if there are none."""
    versions = list(_readable(slug).current_first().defer("rendered", "lead", "reason"))
    if not versions:
        raise Http404
    return versions


def numbered(versions, number):
    """The one of these versions with this number; 404 if there is none."""
    for version in versions:
        if version.number == number:
            return version
    raise Http404


def asked_for(kind, subject, fingerprint):
    """The file, ready or not. One that could not be made is not tried again at once."""
    facts = {"kind": kind, "subject": subject, "fingerprint": fingerprint, "language": LANGUAGE}
    failed = Export.objects.filter(**facts, state=ExportState.FAILED, touched_at__gt=timezone.now() - RETRY_AFTER)
    return failed.first() or exports.request(**facts)


def crumbs_of(version):
    """The way to a page below a document's."""
    return [(_("The strategy"), reverse("strategy:document_list")), (version.title, version.get_absolute_url())]
