"""The text as a Word document: of a frozen version, and for officials of what is written now."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rus_portal.accounts.access import public_page, right_required
from rus_portal.accounts.roles import Right
from rus_portal.exports.models import Export
from rus_portal.exports.models import State as ExportState
from rus_portal.exports.views import send
from strategy import canonical, files
from strategy.exports_word import WORD_KIND, WORKING, subject_of, working_fingerprint
from strategy.models import Document, Version
from strategy.snapshot import Snapshot
from strategy.views.public import asked_for, numbered, published_versions
from strategy.views.workspace import frame

# Seconds until a page that waits for the file asks again.
ASK_AGAIN = 3


@public_page
def version_word(request, slug, number):
    """The Word document of a published version when it is ready; otherwise it is asked for."""
    version = numbered(published_versions(slug), number)
    export = _of_version(version)
    words = {"title": version.title, "number": version.number}
    back_text = _("Read %(title)s, version %(number)s, on the web") % words
    return _answer(request, export, {"here": "strategy", "back": version.get_absolute_url(), "back_text": back_text})


@right_required(Right.ENTER_WORKSPACE)
def workspace_version_word(request, slug, number):
    """The same of any frozen version, published or not."""
    version = get_object_or_404(Version.objects.sealed().select_related("document"), document__slug=slug, number=number)
    export = _of_version(version)
    return _answer(request, export, _back_to(version.document))


@right_required(Right.ENTER_WORKSPACE)
def working_word(request, slug):
    """Ask for what is written now; the file that is made is waited for by its number, whatever is written meanwhile."""
    document = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    digest = canonical.digest_of_working(Snapshot.take(document))
    fingerprint = working_fingerprint(document, digest)
    export = asked_for(WORD_KIND, subject_of(document, fingerprint), fingerprint)
    return redirect("strategy:working_word_file", slug, export.pk)


@right_required(Right.ENTER_WORKSPACE)
def working_word_file(request, slug, pk):
    """The document that somebody has asked for, or how far it has come."""
    document = get_object_or_404(Document, slug=slug)
    export = get_object_or_404(Export, pk=pk, kind=WORD_KIND, subject__startswith=f"{WORKING}:{document.pk}:")
    return _answer(request, export, _back_to(document))


def _of_version(version):
    fingerprint = files.fingerprint(version)
    return asked_for(WORD_KIND, subject_of(version, fingerprint), fingerprint)


def _back_to(document):
    back = reverse("strategy:workspace", args=[document.slug])
    return frame(document) | {"in_workspace": True, "back": back, "back_text": _("Back to the working text")}


def _answer(request, export, context):
    if export.state == ExportState.READY:
        return send(export)
    context |= {"export": export, "failed": export.state == ExportState.FAILED}
    response = render(request, "strategy/word_wait.html", context)
    if not context["failed"]:
        response.headers["Refresh"] = str(ASK_AGAIN)
    return response
