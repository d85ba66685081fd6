"""The matrix as PDF: of a frozen version, or of what is written now, which is for officials only."""

from django.conf import settings
from django.template.loader import render_to_string

from rus_portal.exports import pdf, registry
from strategy import matrix
from strategy.models import Document, Version

MATRIX_KIND = "matrix"
VERSION, WORKING = "version", "working"


class MatrixChangedError(Exception):
    """The matrix is no longer the one that the file was asked for. Whoever still wants it asks for the new one."""


def subject_of(thing, fingerprint):
    """What the export is of: a version, or the working text in one state of it."""
    if isinstance(thing, Version):
        return f"{VERSION}:{thing.pk}"
    return f"{WORKING}:{thing.pk}:{fingerprint[:16]}"


def _find(subject):
    what, pk, *state = subject.split(":")
    if what == VERSION:
        return Version.objects.sealed().select_related("document").get(pk=pk)
    document = Document.objects.get(pk=pk)
    document.wanted_state = state[0]
    return document


def _make(thing, progress):
    progress(10)
    if isinstance(thing, Version):
        drawn, version = matrix.of_version(thing), thing
    else:
        drawn, version = matrix.of_document(thing), None
        if not drawn.fingerprint.startswith(thing.wanted_state):
            raise MatrixChangedError(thing)
    context = {"matrix": drawn, "version": version, "document": thing, "region": settings.PORTAL_REGION}
    made = pdf.from_html(render_to_string("strategy/pdf/matrix.html", context))
    progress(95)
    return made


def _file_name(thing):
    if isinstance(thing, Version):
        return f"{thing.document.slug}-version-{thing.number}-forhallningssatt.pdf"
    return f"{thing.slug}-arbetstext-forhallningssatt.pdf"


def _may_download(user, thing):
    if isinstance(thing, Version):
        return Version.objects.visible_to(user).filter(pk=thing.pk).exists()
    return user.is_authenticated and user.is_official


KIND = registry.Kind(MATRIX_KIND, _find, _make, _file_name, _may_download)
