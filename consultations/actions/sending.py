"""Sending an answer, and withdrawing one. What is sent never changes."""

from django.db import transaction
from django.utils.translation import get_language

from consultations import (
    canonical,
    commenting,
    fields,
    late_files,
    leading,
    papers,
    part_deadlines,
    parts,
    questions,
    receipt_letter,
    receipts,
    signing,
    taking,
)
from consultations.actions import joining
from consultations.deadlines import Deadline
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
from consultations.reminders import TO_BODIES
from consultations.writers import Writer
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.notifications import actions as letters


class AnswersNotTakenError(Exception):
    """The round has not opened, or has been withdrawn."""


class DraftIsSentError(Exception):
    """The draft has become an answer. A received answer never changes."""


class DraftIsFrozenError(Exception):
    """The draft lies with the writers' own reviewers: nobody edits it, and nobody sends it."""


class ReplacedError(Exception):
    """A later answer has replaced it: what is to be done is done with that one."""


class MayNotSendError(Exception):
    """The organisation has somebody else who signs."""


class AnswerIncompleteError(Exception):
    """The answer cannot be sent as it stands. `problems` says why: {field name: sentence}."""

    def __init__(self, problems):
        super().__init__("; ".join(str(problem) for problem in problems.values()))
        self.problems = problems


def send(
    draft: Draft,
    *,
    by=None,
    writer: Writer | None = None,
    replaces: Response | None = None,
    supplements: Response | None = None,
) -> Response:
    """Send the draft. Sent twice, from two tabs or by a double click, it is the same answer with the same receipt.

    `writer` is who sends it in the draft, whose name it bears and whose right to send it is asked; without a writer
    the caller answers for the right, and an organisation's answer bears the name of `by`.
    """
    if not draft.consultation.accepts_answers:
        raise AnswersNotTakenError
    with transaction.atomic():
        claim = taking.claim(draft, clock.now())
        if claim is None:
            return _sent_already(draft)
        said = taking.contents(draft)
        asked = questions.answered(draft.consultation, said.values)
        _refuse_unsigned(draft, said, writer)
        _refuse_incomplete(draft, said, asked)
        # Whoever has said no name is not called one in what can never be changed.
        signed_by = writer.name if writer and writer.is_known else ""
        response, joint = _receive(draft, said, asked, claim=claim, by=by, signed_by=signed_by)
        _link(response, draft, replaces=replaces, supplements=supplements)
        late_files.note(response, said.checks)
        # Last: from here on the database refuses every further part of this answer.
        ResponseEvent.objects.create(response=response, transition="receive", by=response.sent_by, at=claim.at)
        if draft.invitation_id:
            letters.stop(f"invitation:{draft.invitation_id}", kinds=TO_BODIES)
        receipt_letter.owe(response)
        if joint:
            joining.ask(response, joint)
        papers.delete_on_commit(said.papers)
    draft.sent_at = claim.at
    return response


def _sent_already(draft):
    response = Response.objects.select_related("consultation").filter(draft_id=draft.pk).first()
    if response is None:
        raise DraftIsFrozenError
    return response


def _refuse_unsigned(draft, said, writer):
    # Asked with what was taken: nobody can say in another tab that it is a person's answer, and send an organisation's.
    if writer and not signing.may_send(draft, writer, is_person=parts.is_person(draft, said.values)):
        raise MayNotSendError


def _refuse_incomplete(draft, said, asked):
    is_named = bool(draft.organisation_id)
    problems = fields.problems_before_sending(said.values, files=said.files, is_named=is_named)
    problems |= questions.wrong(asked, said.values) | late_files.stopped(said.checks)
    if problems:
        raise AnswerIncompleteError(problems)


def _receive(draft, said, asked, *, claim, by, signed_by):
    timeliness, own = _timeliness(draft.consultation.deadline, claim)
    response = _response(draft, said.values, by=by, signed_by=signed_by)
    response.receipt_number = receipts.number(claim.serial, claim.at.astimezone(clock.STOCKHOLM).year)
    response.received_at, response.deadline_then, response.timeliness = claim.at, own.ends, timeliness
    told = _parts(response, said, asked)
    if claim.round_has_parts:
        part_deadlines.note(response, own, answers=told.answers, comments=told.comments)
    response.hash = canonical.digest(response, told)
    response.save(force_insert=True)
    Answer.objects.bulk_create(told.answers)
    SectionComment.objects.bulk_create(told.comments)
    Attachment.objects.bulk_create(told.attachments)
    if told.joint_with:
        response.joint_with.add(*told.joint_with)
    if told.seconds:
        earlier = Response.objects.filter(receipt_number__in=told.seconds)
        facts = {"later": response, "kind": LinkKind.SECONDS, "by": response.sent_by}
        ResponseLink.objects.bulk_create(ResponseLink(earlier=one, **facts) for one in earlier)
    return response, told.joint_with


def _response(draft, values, *, by, signed_by):
    kind = _sender_kind(draft, values)
    is_protected = kind == SenderKind.PERSON and values.get("about.protected") == "1"
    # Who was logged in would name somebody with protected identity; the receipt is reached by the draft's own link.
    sender = by if by is not None and by.is_authenticated and not is_protected else None
    return Response(
        consultation=draft.consultation,
        draft_id=draft.pk,
        sender_kind=kind,
        invitation_id=draft.invitation_id,
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


def _timeliness(general, claim):
    """Whether it came in time by this sender's own deadline, and which deadline that was."""
    own = max(general, Deadline(claim.extended_to)) if claim.extended_to else general
    if general.includes(claim.at):
        return Timeliness.IN_TIME, own
    return (Timeliness.IN_TIME_WITH_EXTENSION if own.includes(claim.at) else Timeliness.LATE), own


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
    is_preliminary = written.get("preliminary") == "1"
    return {
        "deciding_body": written.get("body", ""),
        "decided_on": fields.day(written["date"]) if written.get("date") else None,
        "item_number": written.get("item", ""),
        "delegation": written.get("delegation", ""),
        "own_registry_number": written.get("registry_number", ""),
        "is_preliminary": is_preliminary,
        "expected_on": fields.day(written["expected"]) if is_preliminary and written.get("expected") else None,
        "reservations": written.get("reservations", ""),
    }


def _parts(response, said, asked):
    answered = fields.answers(said.values)
    return canonical.Parts(
        answers=[Answer(response=response, question=question, text=answered[question.order]) for question in asked],
        comments=commenting.comments(response, said.values),
        attachments=[Attachment(response=response, **file) for file in said.files],
        joint_with=_joint(response, said.values),
        seconds=_seconded(response, said.values),
    )


def _seconded(response, values):
    named = fields.seconds(values)
    published = Response.objects.published().filter(consultation=response.consultation, receipt_number__in=named)
    return sorted(published.values_list("receipt_number", flat=True)) if named else []


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
    # Of two that replace the same answer at once the second waits here, and replaces the first: one of them leads.
    Response.objects.select_for_update(of=("self",)).get(pk=leading.first(earlier).pk)
    earlier = leading.leading(earlier)
    if kind == LinkKind.SUPPLEMENTS and leading.is_withdrawn(earlier):
        # Taken back while this was written: there is nothing to supplement, and the answer stands by itself.
        return
    ResponseLink.objects.create(later=response, earlier=earlier, kind=kind, by=response.sent_by)


@transaction.atomic
def withdraw(response: Response, *, by=None, reason: str = "") -> ResponseLink:
    """Mark the answer as withdrawn. It is kept: it became an official document when it came in.

    Raises ReplacedError for one that a later answer has replaced: that one can be taken back. What a withdrawn answer
    had replaced does not come back.
    """
    Response.objects.select_for_update(of=("self",)).get(pk=leading.first(response).pk)
    if withdrawal := response.links_on.filter(kind=LinkKind.WITHDRAWS).first():
        return withdrawal
    if response.links_on.filter(kind=LinkKind.REPLACES).exists():
        raise ReplacedError
    person = by if by is not None and by.is_authenticated else None
    ResponseEvent.objects.create(response=response, transition="withdraw", by=person, reason=reason)
    return ResponseLink.objects.create(earlier=response, kind=LinkKind.WITHDRAWS, by=person, reason=reason)
