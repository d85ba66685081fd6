"""A received answer as the fields of a draft: who corrects an answer begins with what was sent."""

import json

from consultations import canonical, fields, remarks


def values_of(response, *, whole):
    """Who answered; and with `whole` all that was said, but for the attached files."""
    values = {
        "about.kind": response.sender_kind,
        "about.name": "" if response.organisation_id else response.sender_name,
        "about.email": response.sender_email,
        "about.protected": "1" if response.is_protected else "",
        "about.joint": json.dumps(list(response.joint_with.order_by("pk").values_list("pk", flat=True))),
    }
    if whole:
        values |= _overall(response) | _decision(response) | _sections(response)
    return {name: value for name, value in values.items() if value not in ("", "[]")}


def _overall(response):
    seconded = [link.earlier.receipt_number for link in canonical.seconded(response)]
    said = {"overall.stance": response.stance, "overall.summary": response.summary}
    said |= {"overall.seconds": json.dumps(seconded) if seconded else ""}
    for answer in response.answers.select_related("question"):
        said[fields.question_field(answer.question.order)] = answer.text
    return said


def _decision(response):
    return {
        "decision.body": response.deciding_body,
        "decision.date": response.decided_on.isoformat() if response.decided_on else "",
        "decision.item": response.item_number,
        "decision.delegation": response.delegation,
        "decision.registry_number": response.own_registry_number,
        "decision.preliminary": "1" if response.is_preliminary else "",
        "decision.expected": response.expected_on.isoformat() if response.expected_on else "",
        "decision.reservations": response.reservations,
    }


def _sections(response):
    found = {}
    for comment in response.comments.select_related("section"):
        # What was said of a paragraph, or of words of it, begins again as a remark.
        is_remark = bool(comment.block) or fields.section_field(comment.section.key, "stance") in found
        said = _remark(comment) if is_remark else _section(comment)
        found |= said
    return found


def _section(comment):
    parts = ("stance", "comment", "proposal", "quoted")
    return {fields.section_field(comment.section.key, part): getattr(comment, part) for part in parts}


def _remark(comment):
    name = remarks.new_name()
    parts = ("block", "quoted", "before", "stance", "comment", "proposal")
    said = {remarks.field(name, part): getattr(comment, part) for part in parts}
    return said | {remarks.field(name, "section"): str(comment.section.key)}
