"""The attachments of an answer: chosen in a form, or sent in pieces by static/js/upload.js, the other end of it."""

import json
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from consultations import holding, parts
from consultations.actions import answers, attaching, uploading
from consultations.models import DraftUpload, FileRole
from consultations.views import part_list, team_frame
from consultations.views.answering import page, read, redirect_to_receipt, sealed_page, with_draft
from consultations.views.downloads import download
from consultations.views.visit import Visit
from rus_portal.exports import uploads
from rus_portal.exports.incoming import takes_files


@takes_files(uploads.MOST_BYTES_OF_FORM)
@with_draft
def files(request, visit, draft):
    """Attachments: one message for each file that cannot be taken; the others are kept."""
    if request.method != "POST":
        return _files_page(request, visit, draft)
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            file = answers.attach(draft, upload, by=request.user, role=_role(request.POST.get("role")))
            if words := _words_for_same(upload.name, file):
                messages.info(request, words)
        except answers.FileRefusedError as refusal:
            refused.append(("id_files", str(refusal)))
        except answers.DraftIsSentError:
            return redirect_to_receipt(draft)
        except answers.DraftIsFrozenError:
            return _files_page(request, visit, draft, [("", _frozen(visit, draft))], status=409)
    if refused:
        return _files_page(request, visit, draft, refused, status=422)
    return redirect(_after_files(request, draft))


def _words_for_same(name, file):
    """What is said of a file that is there already under another name; the same name twice says itself."""
    name = uploads.clean_name(name)
    if name == file.name:
        return ""
    words = _("“%(name)s” is the same file as “%(same)s”, which is attached already. It comes along once.")
    return words % {"name": name, "same": file.name}


def _role(said):
    return said if said in FileRole.values else FileRole.ATTACHMENT


def _frozen(visit, draft):
    draft.refresh_from_db(fields=["state"])
    return team_frame.words_for_frozen(visit, draft)


def _after_files(request, draft):
    values, _versions = read(draft)
    return parts.address(draft, parts.following(draft, values, parts.FILES) if "next" in request.POST else parts.FILES)


def _files_page(request, visit, draft, refused=(), *, status=200):
    values, _versions = read(draft)
    context = {
        **_listed(draft, values),
        "problems": list(refused),
        "refused": [text for field, text in refused if field],
        "accept": uploads.ACCEPT,
        "most_files": uploads.MOST_FILES,
    }
    return page(request, visit, draft, parts.FILES, values, "files", context, status=status)


def _listed(draft, values):
    return {
        "files": holding.with_checks(draft.files.order_by("pk")),
        "unfinished": list(draft.uploads.all()),
        "roles": FileRole.choices if not parts.is_person(draft, values) else [],
    }


@with_draft
def file_list(request, visit, draft):
    """The list and the parts beside it, for a page that is open while files come in and are looked through."""
    values, _versions = read(draft)
    context = {"draft": draft, "consultation": draft.consultation, **_listed(draft, values)}
    shown = render_to_string("consultations/answer/_file_list.html", context, request)
    beside = part_list.html(draft, values, parts.FILES, files=context["files"])
    return JsonResponse({"list": shown, "parts": beside})


@with_draft
def draft_file(request, visit, draft, *, pk):
    """One's own attached file, as a download; a POST says what it is, or takes it away."""
    file = get_object_or_404(draft.files, pk=pk)
    if request.method == "POST":
        try:
            if "role" in request.POST:
                attaching.change_role(draft, file, role=_role(request.POST["role"]))
            else:
                answers.detach(draft, file, by=request.user)
        except answers.DraftIsSentError:
            return redirect_to_receipt(draft)
        except answers.DraftIsFrozenError:
            return _files_page(request, visit, draft, [("", _frozen(visit, draft))], status=409)
        return redirect(parts.address(draft, parts.FILES))
    return download(request, file)


def _in_words(view):
    """Answer a refusal as JSON with a sentence for the person; hand the view its visit."""

    @wraps(view)
    @sensitive_variables()
    def said(request, year, slug, **kwargs):
        visit = Visit(request)
        try:
            return view(request, visit, (year, slug), **kwargs)
        except answers.FileRefusedError as refusal:
            return JsonResponse({"message": str(refusal)}, status=422)
        except answers.DraftIsSentError:
            return JsonResponse({"message": _("The answer has been sent. This file did not come with it.")}, status=410)
        except answers.DraftIsFrozenError:
            words = _("The draft is frozen for review: no file can be attached.")
            return JsonResponse({"message": words}, status=423)
        except uploading.WrongOffsetError as wrong:
            return JsonResponse({"offset": wrong.offset}, status=409)

    return sealed_page(said)


def _fetch_draft(visit, pk, place):
    draft = visit.draft(pk)
    if draft is None or (draft.consultation.year, draft.consultation.slug) != place:
        raise Http404
    return draft


@require_POST
@_in_words
def begin(request, visit, place):
    """Begin to send a file in pieces. JSON in: draft, name, size, role. JSON out: where the pieces go."""
    try:
        body = json.loads(request.body)
        facts = {"name": str(body["name"]), "size": int(body["size"]), "changed": str(body.get("changed", ""))}
        pk = str(body["draft"])
    except (ValueError, TypeError, KeyError):
        return JsonResponse({"error": "malformed"}, status=400)
    begun = uploading.begin(_fetch_draft(visit, pk, place), **facts, role=_role(body.get("role")))
    address = reverse("consultations:upload", args=[*place, begun.pk])
    return JsonResponse({"address": address, "offset": begun.offset}, status=201)


@require_http_methods(["GET", "HEAD", "PATCH", "POST", "DELETE"])
@_in_words
def upload(request, visit, place, *, pk):
    """GET: how much has come. PATCH: the next piece, from `Upload-Offset` on. DELETE, or POST of a form: give it up."""
    found = get_object_or_404(DraftUpload, pk=pk)
    found.draft = _fetch_draft(visit, found.draft_id, place)
    if request.method in ("DELETE", "POST"):
        uploading.cancel(found)
        is_form = request.method == "POST"
        return redirect(parts.address(found.draft, parts.FILES)) if is_form else HttpResponse(status=204)
    if request.method == "PATCH":
        return _take_piece(request, found)
    return _progress(found)


def _take_piece(request, found):
    said = request.headers.get("Upload-Offset", "")
    if not said.isdecimal() or len(said) > len(str(uploads.MOST_BYTES)):
        return JsonResponse({"error": "malformed"}, status=400)
    uploading.receive(found, int(said), request)
    if found.offset < found.size:
        return _progress(found)
    file = uploading.finish(found)
    same = _words_for_same(found.name, file)
    return JsonResponse({"offset": found.size, "file": file.pk, "name": file.name, "same": same})


def _progress(found):
    answer = JsonResponse({"offset": found.offset, "size": found.size})
    answer.headers["Upload-Offset"] = str(found.offset)
    return answer
