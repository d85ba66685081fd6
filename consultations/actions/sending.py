"""Sending an answer, and withdrawing one. What is sent never changes."""

from functools import partial

from django.db import connection, transaction
from django.utils.translation import get_language

from consultations import (
    canonical,
    commenting,
    fields,
    papers,
    part_deadlines,
    questions,
    receipt_letter,
    receipts,
    tasks,
)
from consultations.models import (
    Answer,
    Attachment,
    Draft,
    LinkKind,
    Response,
    ResponseEvent,
    ResponseLink,
    SectionComment,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.workflow import DraftState
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.notifications import actions as letters

REMINDERS = ["reminder_28", "reminder_7", "reminder_1"]


class AnswersNotTakenError(Exception):
    """The round has not opened, or has been withdrawn."""


class DraftIsSentError(Exception):
    """The draft has become an answer. A received answer never changes."""


class DraftIsFrozenError(Exception):
    """The draft lies with the writers' own reviewers: nobody edits it, and nobody sends it."""


class AnswerIncompleteError(Exception):
    """The answer cannot be sent as it stands. `problems` says why: {field name: sentence}."""

    def __init__(self, problems):
        super().__init__("; ".join(str(problem) for problem in problems.values()))
        self.problems = problems


def send(
    draft: Draft,
    *,
    by=None,
    signed_by: str = "",
    replaces: Response | None = None,
    supplements: Response | None = None,
) -> Response:
    """Send the draft. Sent twice, from two tabs or by a double click, it is the same answer with the same receipt.

    `signed_by` is the name of whoever sends for the organisation; without it, that of the person who is logged in.
    """
    if not draft.consultation.accepts_answers:
        raise AnswersNotTakenError
    with transaction.atomic():
        now = clock.now()
        serial = _claim(draft, now)
        if serial is None:
            return _sent_already(draft)
        values, files = _take_fields(draft), _take_files(draft)
        _refuse_incomplete(draft, values, files)
        response = _receive(draft, values, files, serial=serial, now=now, by=by, signed_by=signed_by)
        _link(response, draft, replaces=replaces, supplements=supplements)
        # Last: from here on the database refuses every further part of this answer.
        ResponseEvent.objects.create(response=response, transition="receive", by=response.sent_by, at=now)
        if draft.invitation_id:
            letters.stop(f"invitation:{draft.invitation_id}", kinds=REMINDERS)
        receipt_letter.owe(response)
        papers.discard(draft)
        # robust: with the broker down the answer is received all the same, and the page asks for the copy anew.
        transaction.on_commit(partial(tasks.prepare_receipt.delay, response.pk, response.language), robust=True)
    draft.sent_at = now
    return response


def _claim(draft, now):
    """Mark the draft as sent and take a receipt number, or None when it was sent already.

    One statement: of all who send at once, one gets the row, and the others wait for its commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consultations_draft SET sent_at = %s WHERE id = %s AND sent_at IS NULL AND state <> %s "
            "RETURNING nextval('consultations_receipt_number')",
            [now, draft.pk, DraftState.IN_REVIEW],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _sent_already(draft):
    response = Response.objects.select_related("consultation").filter(draft_id=draft.pk).first()
    if response is None:
        raise DraftIsFrozenError
    return response


def _take_fields(draft):
    """The fields, out of the draft: what is sent lives on in the answer only."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM consultations_draftfield WHERE draft_id = %s RETURNING name, value", [draft.pk])
        return dict(cursor.fetchall())


def _take_files(draft):
    """The files, out of the draft. Those on disk stay where they are."""
    columns = ("file", "name", "content_type", "size", "sha256")
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM consultations_draftfile WHERE draft_id = %s RETURNING {', '.join(columns)}, id", [draft.pk]
        )
        rows = sorted(cursor.fetchall(), key=lambda row: row[-1])
    return [dict(zip(columns, row, strict=False)) for row in rows]


def _refuse_incomplete(draft, values, files):
    problems = fields.problems_before_sending(values, files=files, is_named=bool(draft.organisation_id))
    problems |= questions.problems(draft.consultation, values)
    if problems:
        raise AnswerIncompleteError(problems)


def _receive(draft, values, files, *, serial, now, by, signed_by):
    response = _response(draft, values, now=now, by=by, signed_by=signed_by)
    response.receipt_number = receipts.number(serial, now.astimezone(clock.STOCKHOLM).year)
    parts = _parts(response, values, files)
    response.hash = canonical.digest(response, parts)
    response.save(force_insert=True)
    Answer.objects.bulk_create(parts.answers)
    SectionComment.objects.bulk_create(parts.comments)
    Attachment.objects.bulk_create(parts.attachments)
    if parts.joint_with:
        response.joint_with.add(*parts.joint_with)
    return response


def _response(draft, values, *, now, by, signed_by):
    timeliness, deadline = _timeliness(draft, now)
    kind = _sender_kind(draft, values)
    is_protected = kind == SenderKind.PERSON and values.get("about.protected") == "1"
    # Who was logged in would name somebody with protected identity; the receipt is reached by the draft's own link.
    sender = by if by is not None and by.is_authenticated and not is_protected else None
    return Response(
        consultation=draft.consultation,
        draft_id=draft.pk,
        received_at=now,
        deadline_then=deadline.ends,
        timeliness=timeliness,
        sender_kind=kind,
        invitation=draft.invitation,
        organisation=draft.organisation,
        sent_by=sender,
        signed_by=_signed_by(kind, sender, signed_by),
        sender_name=str(draft.organisation) if draft.organisation_id else values.get("about.name", "").strip(),
        sender_email=values.get("about.email", "").strip(),
        is_protected=is_protected,
        language=(get_language() or "sv")[:5],
        stance=values.get("overall.stance") or Stance.NOT_STATED,
        summary=values.get("overall.summary", ""),
        **(_decision(values) if kind != SenderKind.PERSON else {}),
    )


def _timeliness(draft, now):
    """Whether it came in time by this sender's own deadline, and which deadline that was."""
    general = draft.consultation.deadline
    own = draft.invitation.deadline if draft.invitation_id else general
    if general.includes(now):
        return Timeliness.IN_TIME, max(general, own)
    return (Timeliness.IN_TIME_WITH_EXTENSION if own.includes(now) else Timeliness.LATE), own


def _signed_by(kind, sender, name):
    if kind == SenderKind.PERSON:
        return ""
    return (name or (str(sender) if sender else ""))[:150]


def _sender_kind(draft, values):
    if draft.invitation_id:
        return SenderKind.INVITED
    if draft.organisation_id or values.get("about.kind") != fields.PERSON:
        return SenderKind.ORGANISATION
    return SenderKind.PERSON


def _decision(values):
    written = {name.partition(".")[2]: value.strip() for name, value in values.items() if name.startswith("decision.")}
    return {
        "deciding_body": written.get("body", ""),
        "decided_on": fields.day(written["date"]) if written.get("date") else None,
        "item_number": written.get("item", ""),
        "delegation": written.get("delegation", ""),
        "own_registry_number": written.get("registry_number", ""),
        "is_preliminary": written.get("preliminary") == "1",
    }


def _parts(response, values, files):
    answered = fields.answers(values)
    asked = response.consultation.questions.filter(order__in=answered) if answered else ()
    parts = canonical.Parts(
        answers=[Answer(response=response, question=question, text=answered[question.order]) for question in asked],
        comments=commenting.comments(response, values),
        attachments=[Attachment(response=response, **file) for file in files],
        joint_with=_joint(response, values),
    )
    part_deadlines.note(response, answers=parts.answers, comments=parts.comments)
    return parts


def _joint(response, values):
    named = fields.joint(values) if response.sender_kind != SenderKind.PERSON else []
    if not named:
        return []
    others = Organisation.objects.filter(pk__in=named).exclude(pk=response.organisation_id)
    return sorted(others.values_list("pk", flat=True))


def _link(response, draft, *, replaces, supplements):
    if draft.follows_id and not (replaces or supplements):
        replaces, supplements = (
            (draft.follows, None) if draft.follows_as == LinkKind.REPLACES else (None, draft.follows)
        )
    earlier = replaces or supplements
    if earlier is None:
        return
    kind = LinkKind.REPLACES if replaces else LinkKind.SUPPLEMENTS
    ResponseLink.objects.create(later=response, earlier=earlier, kind=kind, by=response.sent_by)


@transaction.atomic
def withdraw(response: Response, *, by=None, reason: str = "") -> ResponseLink:
    """Mark the answer as withdrawn. It is kept: it became an official document when it came in."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if withdrawal := response.links_on.filter(kind=LinkKind.WITHDRAWS).first():
        return withdrawal
    person = by if by is not None and by.is_authenticated else None
    ResponseEvent.objects.create(response=response, transition="withdraw", by=person, reason=reason)
    return ResponseLink.objects.create(earlier=response, kind=LinkKind.WITHDRAWS, by=person, reason=reason)
