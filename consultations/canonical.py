"""The one way of writing a received answer as bytes. Its SHA-256 stands on the receipt."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC

from consultations.models import FileRole, LinkKind


@dataclass
class Parts:
    """What belongs to an answer but stands in rows of its own."""

    answers: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    attachments: list = field(default_factory=list)
    joint_with: list = field(default_factory=list)
    # Receipt numbers of the answers that it seconds.
    seconds: list = field(default_factory=list)


def canonical(response, parts):
    """UTF-8 JSON, keys in order, no spaces. `parts` holds the rows, saved or not yet saved."""
    content = _header(response) | {
        "sender": _sender(response, parts),
        "stance": response.stance,
        "summary": response.summary,
        "decision": _decision(response),
        "answers": [{"question": a.question.order, "text": a.text} | _part_deadline(a) for a in parts.answers],
        "comments": sorted((_comment(c) for c in parts.comments), key=lambda c: (c["order"], c["section"])),
        "attachments": sorted((_attachment(a) for a in parts.attachments), key=lambda a: (a["sha256"], a["name"])),
    }
    if parts.seconds:
        # Only where there is any, so that the checksums of earlier answers hold.
        content["seconds"] = sorted(parts.seconds)
    content["answers"].sort(key=lambda answer: answer["question"])
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(response, parts):
    return hashlib.sha256(canonical(response, parts)).hexdigest()


def parts_of(response):
    """The saved rows of an answer."""
    return Parts(
        answers=list(response.answers.select_related("question")),
        comments=list(response.comments.select_related("section")),
        attachments=list(response.attachments.all()),
        joint_with=list(response.joint_with.order_by("pk").values_list("pk", flat=True)),
        seconds=[link.earlier.receipt_number for link in seconded(response)],
    )


def seconded(response):
    """The links to the answers that this one seconds."""
    return response.links_back.filter(kind=LinkKind.SECONDS).select_related("earlier").order_by("pk")


def _header(response):
    consultation = response.consultation
    return {
        "format": "rus-portalen/response/1",
        "consultation": f"{consultation.year}/{consultation.slug}",
        "version": consultation.version.hash,
        "draft": str(response.draft_id),
        "receipt_number": response.receipt_number,
        "received_at": _instant(response.received_at),
        "deadline": _instant(response.deadline_then),
        "timeliness": response.timeliness,
        "language": response.language,
    } | _channel(response)


def _channel(response):
    """Only of what did not come through the portal, so that the checksums of earlier answers hold."""
    if not response.is_entered:
        return {}
    return {"channel": response.channel, "arrival_reason": response.arrival_reason}


def _sender(response, parts):
    return {
        "kind": response.sender_kind,
        "name": response.sender_name,
        "email": response.sender_email,
        "organisation": response.organisation_id,
        "protected": response.is_protected,
        "joint_with": sorted(parts.joint_with),
    }


def _decision(response):
    return {
        "body": response.deciding_body,
        "date": response.decided_on.isoformat() if response.decided_on else None,
        "item": response.item_number,
        "delegation": response.delegation,
        "registry_number": response.own_registry_number,
        "preliminary": response.is_preliminary,
    } | _of_later_years(response)


def _of_later_years(response):
    """Only where there is any, so that the checksums of earlier answers hold."""
    expected = {"expected": response.expected_on.isoformat()} if response.expected_on else {}
    return expected | ({"reservations": response.reservations} if response.reservations else {})


def _comment(comment):
    # Only where there is any: the hashes of earlier answers hold.
    told_apart = {"before": comment.before} if comment.before else {}
    return (
        told_apart
        | {
            "section": str(comment.section.key),
            "order": comment.section.order,
            "block": comment.block,
            "quoted": comment.quoted,
            "stance": comment.stance,
            "comment": comment.comment,
            "proposal": comment.proposal,
        }
        | _part_deadline(comment)
    )


def _part_deadline(said):
    """Only where there is one, so that the checksums of earlier answers hold."""
    return {"part_deadline": _instant(said.part_deadline_then)} if said.part_deadline_then else {}


def _attachment(file):
    # Only where it is not a plain attachment, so that the checksums of earlier answers hold.
    role = {"role": str(file.role)} if file.role != FileRole.ATTACHMENT else {}
    return {"name": file.name, "type": file.content_type, "size": file.size, "sha256": file.sha256} | role


def _instant(instant):
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
