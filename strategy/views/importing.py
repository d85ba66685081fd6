"""A Word document becomes sections: handed in, shown before anything is changed, put in, taken out again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rus_portal.accounts.access import right_required
from rus_portal.accounts.roles import Right
from rus_portal.exports import uploads
from rus_portal.exports.incoming import takes_files
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, import_words, landing
from strategy.forms_importing import ImportForm
from strategy.models import Document, DocumentImport, ImportPlace, SectionKind
from strategy.snapshot import Snapshot
from strategy.views.workspace import frame
from strategy.workflow import ImportState

EARLIER = 10
# Seconds until a page that waits for the worker asks again.
ASK_AGAIN = 3
MOST_BYTES_OF_FORM = uploads.MOST_BYTES + 1024 * 1024


@takes_files(MOST_BYTES_OF_FORM)
@right_required(Right.WRITE_STRATEGY)
def imports(request, slug):
    """Hand in a Word document; see what has been handed in."""
    document = get_object_or_404(Document.objects.select_related("parent"), slug=slug)
    is_sent = request.method == "POST"
    form = ImportForm(*([request.POST, request.FILES] if is_sent else []), places=Snapshot.outline(document).places)
    if is_sent and form.is_valid() and (waiting := _asked(request, document, form)):
        return redirect("strategy:import", slug, waiting.pk)
    context = {
        "document": document,
        "form": form,
        "earlier": document.imports.select_related("asked_by").defer("sections", "losses")[:EARLIER],
    }
    status = 422 if is_sent else 200
    return render(request, "strategy/importing/imports.html", context | frame(document), status=status)


def _asked(request, document, form):
    """The import, or None when the form says by now why there is none."""
    said = form.cleaned_data
    place, beside = said["place"], None
    if place != ImportPlace.LAST:
        beside = get_object_or_404(document.sections.present().select_related("parent__parent"), key=said["beside"])
    try:
        return actions.ask_import(document, said["file"], place=place, beside=beside, by=request.user)
    except uploads.FileRefusedError as refused:
        form.refuse(refused.reason)
    except actions.PlaceNotAllowedError:
        form.add_error("beside", _("The text would be too deep there. Choose a place higher up."))
    return None


@right_required(Right.WRITE_STRATEGY)
@require_safe
def show(request, slug, pk):
    """What the document would become, and what of it does not come along. Nothing has been changed yet."""
    return _page(request, _find(slug, pk))


def _find(slug, pk):
    found = DocumentImport.objects.select_related("document", "asked_by", "beside__parent__parent")
    return get_object_or_404(found, document__slug=slug, pk=pk)


def _page(request, read, status=200):
    crumbs = frame(read.document)
    crumbs["crumbs"].append((_("Import a Word document"), reverse("strategy:imports", args=[read.document.slug])))
    is_ready = read.state == ImportState.READY
    context = {
        "document": read.document,
        "read": read,
        "where": _where(read),
        "rows": landing.rows(read, dict(SectionKind.choices)) if is_ready else [],
        "losses": import_words.losses(read.losses),
        "state": landing.state_of(read.document) if is_ready else "",
        "fault": import_words.fault(read.fault) if read.fault else "",
        "first": read.sections[0]["key"] if read.state == ImportState.PUT_IN else "",
    }
    response = render(request, "strategy/importing/import.html", context | crumbs, status=status)
    if read.state == ImportState.ASKED:
        # Works without a script, and is said on the page.
        response.headers["Refresh"] = str(ASK_AGAIN)
    return response


def _where(read):
    """Where the sections will stand, in words."""
    if read.place == ImportPlace.LAST:
        return _("last in the document")
    place = Snapshot.outline(read.document).place_of(read.beside)
    words = {"section": place.title if place else read.beside.heading}
    if read.place == ImportPlace.AFTER:
        return _("after “%(section)s”") % words
    return _("under “%(section)s”, last") % words


@right_required(Right.WRITE_STRATEGY)
@require_POST
def put_in(request, slug, pk):
    """Make the sections, unless the document is another than the preview showed."""
    read = _find(slug, pk)
    try:
        made = actions.put_in(read, expected=request.POST.get("state", ""), by=request.user)
    except actions.DocumentChangedError:
        said = _("Somebody has added, moved, renamed or taken away sections meanwhile. Nothing has been put in.")
        messages.error(request, f"{said} {_('Below is how it would look now.')}")
        return _page(request, read, status=409)
    except actions.PlaceNotAllowedError:
        messages.error(
            request, _("The sections cannot stand there any more. Hand the document in again for another place.")
        )
        return _page(request, read, status=409)
    except TransitionNotAllowedError:
        messages.error(request, _("The document has been put into the text already, or thrown away."))
        return redirect("strategy:imports", slug)
    said = ngettext("%(n)d section has been put in.", "%(n)d sections have been put in.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("strategy:import", slug, pk)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def take_out(request, slug, pk):
    """Undo it: the sections are taken away, and can be brought back as others can."""
    try:
        gone = actions.take_out(_find(slug, pk), by=request.user)
    except TransitionNotAllowedError:
        messages.error(request, _("The sections have been taken away already."))
        return redirect("strategy:import", slug, pk)
    said = ngettext("%(n)d section has been taken away again.", "%(n)d sections have been taken away again.", gone)
    messages.success(request, said % {"n": gone})
    return redirect("strategy:workspace", slug)


@right_required(Right.WRITE_STRATEGY)
@require_POST
def discard(request, slug, pk):
    """The file and what was read in it go; the text stays as it is."""
    try:
        actions.discard_import(_find(slug, pk))
    except TransitionNotAllowedError:
        messages.error(request, _("The document has been put into the text. It stays here as the record of that."))
    else:
        messages.success(request, _("The document is thrown away. Nothing was put into the text."))
    return redirect("strategy:imports", slug)
