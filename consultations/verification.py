"""Recomputes what the portal says about received answers. Each difference is one sentence, for `manage.py verify`."""

import hashlib

from django.core.files.storage import default_storage
from django.db.models import Count, Q

from consultations import canonical, receipts
from consultations.actions import joining
from consultations.models import (
    Attachment,
    ConfirmationFile,
    Consultation,
    DraftField,
    DraftFile,
    Joining,
    LinkKind,
    Response,
)


def check():
    """Every difference between what stands and what can be recomputed."""
    for response in _responses().iterator(chunk_size=200):
        yield from _receipt(response)
        yield from _hash(response)
    for file in Attachment.objects.select_related("response").iterator(chunk_size=500):
        yield from _file(file, file.response)
    for file in ConfirmationFile.objects.select_related("confirmation__response").iterator(chunk_size=500):
        yield from _file(file, file.confirmation.response)
    for said in Joining.objects.exclude(state="asked").select_related("response").prefetch_related("points"):
        if joining.digest(said) != said.hash:
            yield f"{said}: what the body said does not give the checksum that stands on its receipt."
    yield from _counts()
    yield from _leftovers()


def _responses():
    related = Response.objects.select_related("consultation__version").defer("consultation__version__rendered")
    parts = ("answers__question", "comments__section", "attachments", "joint_with", "events", "links_back__earlier")
    return related.prefetch_related(*parts).order_by("pk")


def _receipt(response):
    if not receipts.is_valid(response.receipt_number):
        yield f"{response}: the check digits of the receipt number do not agree."
    if not any(event.transition == "receive" for event in response.events.all()):
        yield f"{response}: its arrival has not been recorded."


def _hash(response):
    parts = canonical.Parts(
        answers=list(response.answers.all()),
        comments=list(response.comments.all()),
        attachments=list(response.attachments.all()),
        joint_with=[organisation.pk for organisation in response.joint_with.all()],
        seconds=[link.earlier.receipt_number for link in response.links_back.all() if link.kind == LinkKind.SECONDS],
    )
    if canonical.digest(response, parts) != response.hash:
        yield f"{response}: the answer does not give the checksum that stands on the receipt."


def _file(file, response):
    name = f"{response}, attachment {file.pk}"
    place = default_storage.place(file.file.name)
    if not default_storage.exists(place):
        yield f"{name}: the file is missing."
        return
    with default_storage.open(place, "rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    size = default_storage.size(place)
    if digest != file.sha256:
        yield f"{name}: the file does not give its checksum."
    elif size != file.size:
        yield f"{name}: the file has {size} bytes instead of {file.size}."


def _counts():
    """Invited bodies that count as answered, recomputed from the answers one by one."""
    for consultation in Consultation.objects.order_by("pk"):
        standing = Response.objects.standing().filter(consultation=consultation)
        answered = set(standing.exclude(invitation=None).values_list("invitation", flat=True))
        shown = set(consultation.invitations.with_answer().filter(has_answered=True).values_list("pk", flat=True))
        if answered != shown:
            yield f"{consultation}: {len(shown)} invited bodies are shown as answered, {len(answered)} are."
        per_number = consultation.responses.aggregate(rows=Count("pk"), numbers=Count("receipt_number", distinct=True))
        if per_number["rows"] != per_number["numbers"]:
            yield f"{consultation}: answers and receipt numbers are not equally many."


def _leftovers():
    """What was sent is in the answer only."""
    sent = Q(draft__sent_at__isnull=False)
    left = DraftField.objects.filter(sent).count() + DraftFile.objects.filter(sent).count()
    if left:
        yield f"{left} parts of drafts stand beside the answers they became."
