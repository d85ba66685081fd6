"""What the web shows of published answers: the texts as masked, the files that may be seen, whom to tell."""

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from consultations import canonical, fields, masking, tasks
from consultations.models import Attachment, Redaction, Response, SenderKind, WebFile


@dataclass(frozen=True)
class ShownFile:
    """A file as the web shows it. `file` is None where only its existence is told."""

    attachment: Attachment
    name: str
    size: int
    content_type: str
    file: object


def published_of(consultation):
    """The answers of a round that everyone may read."""
    return Response.objects.published().filter(consultation=consultation, is_protected=False)


def seconded_in(consultation, values):
    """The published answers that a draft seconds."""
    named = fields.seconds(values)
    found = published_of(consultation).filter(receipt_number__in=named).select_related("organisation")
    return list(found.order_by("pk")) if named else []


@dataclass(frozen=True)
class WebVersion:
    """An answer as everyone may read it: each answer and comment with its texts masked."""

    summary: str
    reservations: str
    answers: list
    comments: list
    files: list


def web_version(response) -> WebVersion:
    """The web version, made anew from the original and the live decisions."""
    parts = canonical.parts_of(response)
    shown = masking.masked(response, parts, list(Redaction.objects.live().filter(response=response)))
    for answer in parts.answers:
        answer.shown = shown.get(f"answer-{answer.pk}", answer.said)
    for comment in parts.comments:
        comment.comment = shown.get(f"comment-{comment.pk}", "")
        comment.proposal = shown.get(f"proposal-{comment.pk}", "")
    return WebVersion(
        shown.get("summary", ""), shown.get("reservations", ""), parts.answers, parts.comments, files(response)
    )


def files(response) -> list[ShownFile]:
    """Each file that came with the answer, with what may be seen of it."""
    attachments = Attachment.objects.filter(response=response).select_related("web_file").order_by("pk")
    return [_shown(response, attachment, place) for place, attachment in enumerate(attachments, start=1)]


def _shown(response, attachment, place):
    decided = getattr(attachment, "web_file", None)
    if decided is None:
        decided = WebFile(attachment=attachment, is_shown=response.sender_kind != SenderKind.PERSON)
    if decided.file:
        file = decided.file if decided.is_shown and decided.is_clean else None
        # A name of our own: what an official called the copy can name the sender too.
        return ShownFile(attachment, f"bilaga-{place}.pdf", decided.size, decided.content_type, file)
    file = attachment.file if decided.is_shown else None
    # Also a name can name somebody: it is told only with the file itself.
    return ShownFile(attachment, attachment.name if file else "", attachment.size, attachment.content_type, file)


def clean_on_commit(web_file):
    """Have a worker take out what a masked copy says of its writer."""
    # robust: with the broker down the copy waits, unseen, until it is chosen once more.
    transaction.on_commit(partial(tasks.clean_web_file.delay, web_file.pk), robust=True)


def addresses(response):
    """Who is told that the answer is published: the sender's address and the registry's, never a protected person."""
    if response.is_protected:
        return []
    registry = response.organisation.registry_email if response.organisation_id else ""
    found = {address.lower(): address for address in (response.sender_email, registry) if address}
    return list(found.values())
