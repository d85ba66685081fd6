"""Answers that came by post, e-mail, phone or at a meeting, entered by a registrar (DOMAIN.md §3.8, case 16)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection, transaction

from consultations import canonical, holding, part_deadlines, receipt_letter, receipts
from consultations.actions.sending import AnswersNotTakenError
from consultations.models import (
    Answer,
    Attachment,
    Channel,
    Consultation,
    Invitation,
    Response,
    ResponseEvent,
    SectionComment,
    SenderKind,
    Stance,
    Timeliness,
)
from consultations.reminders import TO_BODIES
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.exports import uploads
from rus_portal.notifications import actions as letters
from strategy.models import VersionSection

LANGUAGE = "sv"


class BadArrivalError(Exception):
    """The day of arrival lies ahead."""


@dataclass(frozen=True)
class EnteredComment:
    """What the answer says of one section of the frozen text."""

    section: VersionSection
    stance: Stance = Stance.NOT_STATED
    comment: str = ""
    proposal: str = ""


@dataclass(frozen=True)
class Entry:
    """What the registrar wrote down. `key` makes a form that is sent twice one answer."""

    key: UUID
    channel: Channel
    arrived_on: date
    arrival_reason: str
    is_person: bool
    sender_name: str = ""
    organisation: Organisation | None = None
    sender_email: str = ""
    is_protected: bool = False
    stance: Stance = Stance.NOT_STATED
    summary: str = ""
    # {question's order: text}
    answers: dict = field(default_factory=dict)
    language: str = LANGUAGE
    comments: tuple[EnteredComment, ...] = ()
    # Fields of the answer by their names, such as `deciding_body`; only of organisations.
    decision: dict = field(default_factory=dict)


def enter(consultation: Consultation, entry: Entry, *, files=(), by) -> Response:
    """Receive the answer with the same number, checksum and receipt as any other; in time by its day of arrival.

    Raises FileRefusedError with a sentence for the registrar; then nothing is kept.
    """
    if entry.arrived_on > clock.today():
        raise BadArrivalError
    if not consultation.accepts_answers:
        raise AnswersNotTakenError
    kept = [(uploads.check(file), file) for file in files]
    paths = [holding.store(file) for _checked, file in kept]
    try:
        response = _receive(consultation, entry, list(zip([c for c, _file in kept], paths, strict=True)), by)
    except Exception:
        for path in paths:
            default_storage.remove(path)
        raise
    return response


@transaction.atomic
def _receive(consultation, entry, files, by):
    # Of two posts at once the second waits here, and finds the first one's answer.
    Consultation.objects.select_for_update(no_key=True).filter(pk=consultation.pk).values_list("pk").get()
    if earlier := Response.objects.filter(draft_id=entry.key).first():
        return earlier
    invitation = _invitation(consultation, entry)
    response, own = _response(consultation, entry, invitation)
    asked = {question.order: question for question in consultation.questions.all()}
    parts = canonical.Parts(
        answers=[
            Answer(response=response, question=asked[order], text=text)
            for order, text in sorted(entry.answers.items())
            if text.strip() and order in asked
        ],
        comments=_comments(response, entry),
        attachments=[
            Attachment(
                response=response,
                file=path,
                name=checked.name,
                content_type=checked.content_type,
                size=checked.size,
                sha256=checked.sha256,
            )
            for checked, path in files
        ],
    )
    part_deadlines.note(response, own, answers=parts.answers, comments=parts.comments)
    response.hash = canonical.digest(response, parts)
    response.save(force_insert=True)
    Answer.objects.bulk_create(parts.answers)
    SectionComment.objects.bulk_create(parts.comments)
    Attachment.objects.bulk_create(parts.attachments)
    for checked, path in files:
        holding.hold(path, checked.content_type)
    said = f"{response.get_channel_display()}. {entry.arrival_reason}"
    ResponseEvent.objects.create(response=response, transition="receive", by=by, reason=said)
    if invitation:
        letters.stop(f"invitation:{invitation.pk}", kinds=TO_BODIES)
    receipt_letter.owe(response)
    return response


def _comments(response, entry):
    """In the order of the text. Sections of another version are nobody's comment on this one."""
    version = response.consultation.version_id
    said = [one for one in entry.comments if one.section.version_id == version]
    return [
        SectionComment(
            response=response, section=one.section, stance=one.stance, comment=one.comment, proposal=one.proposal
        )
        for one in sorted(said, key=lambda one: one.section.order)
    ]


def _invitation(consultation, entry):
    if entry.is_person or entry.organisation is None:
        return None
    return Invitation.objects.filter(consultation=consultation, organisation=entry.organisation).first()


def _response(consultation, entry, invitation):
    at = _arrival(entry.arrived_on)
    general = consultation.deadline
    own = max(general, invitation.deadline) if invitation else general
    is_protected = entry.is_person and entry.is_protected
    organisation = None if entry.is_person else entry.organisation
    response = Response(
        consultation=consultation,
        draft_id=entry.key,
        receipt_number=_number(),
        received_at=at,
        deadline_then=own.ends,
        timeliness=_timeliness(general, own, at),
        sender_kind=_kind(entry, invitation),
        invitation=invitation,
        organisation=organisation,
        sender_name=str(organisation) if organisation else entry.sender_name,
        sender_email=entry.sender_email,
        is_protected=is_protected,
        language=entry.language,
        stance=entry.stance,
        summary=entry.summary,
        channel=entry.channel,
        arrival_reason=entry.arrival_reason,
        **({} if entry.is_person else entry.decision),
    )
    return response, own


def _arrival(day):
    """Of an earlier day only the day is known: then its beginning, and pages show the day alone."""
    return clock.now() if day == clock.today() else datetime.combine(day, time(), clock.STOCKHOLM)


def _number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('consultations_receipt_number')")
        return receipts.number(cursor.fetchone()[0], clock.today().year)


def _timeliness(general, own, at):
    if general.includes(at):
        return Timeliness.IN_TIME
    return Timeliness.IN_TIME_WITH_EXTENSION if own.includes(at) else Timeliness.LATE


def _kind(entry, invitation):
    if entry.is_person:
        return SenderKind.PERSON
    return SenderKind.INVITED if invitation else SenderKind.ORGANISATION
