"""The last parts of an answer: attachments, the check page and sending; and the saving while one writes."""

import json

from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from consultations import fields, outline, parts, signing, uploads
from consultations.actions import answers
from consultations.views.answering import (
    page,
    read,
    readable,
    redirect_to_receipt,
    sealed_page,
    section_address,
    with_draft,
)
from consultations.views.visit import Visit
from rus_portal.accounts.models import Organisation
from rus_portal.clock import STOCKHOLM


@with_draft
def files(request, visit, draft):
    """Attachments: one message for each file that cannot be taken; the others are kept."""
    if request.method != "POST":
        return _files_page(request, visit, draft)
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            answers.attach(draft, upload, by=request.user)
        except answers.FileRefusedError as refusal:
            refused.append(("id_files", str(refusal)))
        except answers.DraftIsSentError:
            return redirect_to_receipt(draft)
    if refused:
        return _files_page(request, visit, draft, refused, status=422)
    return redirect(_after_files(request, draft))


def _after_files(request, draft):
    values, _versions = read(draft)
    return parts.address(draft, parts.following(draft, values, parts.FILES) if "next" in request.POST else parts.FILES)


def _files_page(request, visit, draft, refused=(), *, status=200):
    values, _versions = read(draft)
    context = {
        "files": list(draft.files.order_by("pk")),
        "problems": list(refused),
        "accept": uploads.ACCEPT,
        "most_files": uploads.MOST_FILES,
    }
    return page(request, visit, draft, parts.FILES, values, "files", context, status=status)


@with_draft
def draft_file(request, visit, draft, *, pk):
    """One's own attached file, as a download; a POST takes it away."""
    file = get_object_or_404(draft.files, pk=pk)
    if request.method == "POST":
        try:
            answers.detach(draft, file, by=request.user)
        except answers.DraftIsSentError:
            return redirect_to_receipt(draft)
        return redirect(parts.address(draft, parts.FILES))
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type)


@with_draft
def review(request, visit, draft):
    """Everything as it will be sent, with what is still wrong; and the sending itself."""
    holds_link = visit.holds_link_of(draft)
    may_send = signing.may_sign(draft.organisation, request.user, holds_link=holds_link)
    if request.method != "POST":
        return _review_page(request, visit, draft, may_send=may_send)
    if not may_send:
        return _review_page(request, visit, draft, may_send=False, status=403)
    try:
        response = answers.send(draft, by=request.user)
    except answers.AnswerIncompleteError as incomplete:
        return _review_page(request, visit, draft, may_send=True, found=incomplete.problems, status=422)
    except answers.AnswersNotTakenError:
        return redirect("consultations:answer", draft.consultation.year, draft.consultation.slug)
    # The receipt is reached by the draft's id, which whoever came by log-in alone does not hold.
    visit.remember_draft(draft.pk)
    return redirect("consultations:receipt", response.receipt_number)


def _review_page(request, visit, draft, *, may_send, found=None, status=200):
    values, _versions = read(draft)
    attached = list(draft.files.order_by("pk"))
    if found is None:
        found = fields.problems_before_sending(values, files=attached, is_named=bool(draft.organisation_id))
    said = fields.sections(values)
    context = {
        "files": attached,
        "may_send": may_send,
        "signatories": [] if may_send else signing.signatories(draft.organisation),
        "found": [(problem_address(draft, name), message) for name, message in found.items()],
        "stance": readable("overall.stance", values.get("overall.stance", "")),
        "answered": _answered(draft, values),
        "sections": [
            (line, section_address(draft, line), said[line.key], readable("x.stance", said[line.key].get("stance", "")))
            for line in outline.of(draft.consultation.version)
            if line.key in said
        ],
        "joint": Organisation.objects.filter(pk__in=fields.joint(values)).in_swedish_order()
        if fields.joint(values)
        else (),
        "addresses": {slug: parts.address(draft, slug) for slug in parts.slugs(draft, values)},
    }
    return page(request, visit, draft, parts.REVIEW, values, "review", context, status=status)


def _answered(draft, values):
    said = fields.answers(values)
    return [
        (question, said[question.order]) for question in draft.consultation.questions.all() if question.order in said
    ]


def problem_address(draft, name):
    """Where a problem can be put right: the field itself."""
    if name.startswith("section."):
        line = next((line for line in outline.of(draft.consultation.version) if str(line.key) in name), None)
        if line:
            return f"{section_address(draft, line)}#id_{name}"
    anchor = f"id_{name}_0" if name.endswith("stance") else f"id_{name}"
    return f"{parts.address(draft, parts.HOME[name.partition('.')[0]])}#{anchor}"


@sealed_page
@require_POST
@sensitive_variables()
def autosave(request, year, slug):
    """Save changed fields while somebody writes. JSON in: draft, fields, versions. JSON out: versions and the time."""
    try:
        sent = json.loads(request.body)
        values, versions = _readable_fields(sent)
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"error": "malformed"}, status=400)
    draft = Visit(request).draft(sent.get("draft"))
    if draft is None or (draft.consultation.year, draft.consultation.slug) != (year, slug):
        return JsonResponse({"error": "no such draft"}, status=404)
    return _autosaved(draft, values, versions, request.user)


def _readable_fields(sent):
    values = {str(name): value for name, value in sent["fields"].items()}
    versions = {str(name): int(version) for name, version in sent.get("versions", {}).items()}
    if not all(isinstance(value, str) and fields.is_name(name) for name, value in values.items()):
        raise ValueError("not fields of a draft")
    return values, versions


def _autosaved(draft, values, versions, user):
    problems = {name: message for name, value in values.items() if (message := fields.too_long(name, value))}
    fitting = {name: value for name, value in values.items() if name not in problems}
    try:
        saved = answers.save_fields(draft, fitting, versions=versions, by=user)
    except answers.DraftIsSentError:
        return JsonResponse({"receipt": reverse("consultations:my_responses")}, status=410)
    except answers.FieldsChangedError as changed:
        conflicts = {
            name: {"theirs": readable(name, theirs), "ours": ours, "version": version}
            for name, (theirs, ours, version) in changed.conflicts.items()
        }
        return JsonResponse({"conflicts": conflicts, "versions": changed.versions}, status=409)
    time = timezone.localtime(draft.saved_at, STOCKHOLM).strftime("%H:%M:%S")
    answer = {"versions": saved, "saved": time, "problems": problems}
    return JsonResponse(answer, status=422 if problems else 200)
