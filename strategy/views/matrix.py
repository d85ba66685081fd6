"""The matrix as everyone reads it, and on paper."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from rus_portal.exports.models import State as ExportState
from rus_portal.exports.views import send
from strategy import matrix
from strategy.exports_matrix import MATRIX_KIND, subject_of
from strategy.models import Document
from strategy.views.public import asked_for, crumbs_of, numbered, published_versions
from strategy.views.workspace import frame


@public_page
def principles(request, slug):
    """The guiding principles and the matrix of what everyone reads now."""
    return _page(request, published_versions(slug)[0])


@public_page
def version_principles(request, slug, number):
    """The same of one frozen version: its margin marks lead here."""
    return _page(request, numbered(published_versions(slug), number))


@public_page
def version_matrix_pdf(_request, slug, number):
    """The matrix of a published version as PDF."""
    version = numbered(published_versions(slug), number)
    back = reverse("strategy:version_principles", args=[slug, number])
    return _pdf(_request, version, version.hash, {"here": "strategy", "back": back})


@right_required(Right.ENTER_WORKSPACE)
def workspace_matrix_pdf(request, slug):
    """The matrix as it is written now, for officials; made once for each state of it."""
    document = get_object_or_404(Document, slug=slug)
    back = reverse("strategy:workspace_principles", args=[slug])
    return _pdf(request, document, matrix.of_document(document).fingerprint, frame(document) | {"back": back})


def _page(request, version):
    context = {
        "version": version,
        "document": version.document,
        "matrix": matrix.of_version(version, request.GET),
        "here": "strategy",
        "crumbs": crumbs_of(version),
    }
    return render(request, "strategy/principles.html", context)


def _pdf(request, thing, fingerprint, context):
    export = asked_for(MATRIX_KIND, subject_of(thing, fingerprint), fingerprint)
    if export.state == ExportState.READY:
        return send(export)
    context |= {"export": export, "failed": export.state == ExportState.FAILED, "back_text": _("Back to the matrix")}
    response = render(request, "strategy/matrix_wait.html", context)
    if not context["failed"]:
        response.headers["Refresh"] = "3"
    return response
