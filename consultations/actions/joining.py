"""A joint answer and the bodies that it names: each is asked, and says for itself whether it stands behind it."""

import hashlib
import json

from django.db import connection, transaction

from consultations import joining_letters, receipts, signing
from consultations.models import Invitation, Joining, JoiningPoint, Response, Stance
from consultations.reminders import TO_BODIES
from consultations.workflow import JoiningTransition
from rus_portal import clock
from rus_portal.accounts.models import Organisation
from rus_portal.notifications import actions as letters


class AnswerIsGoneError(Exception):
    """The joint answer has been taken back or replaced: there is nothing to join."""


class NothingDiffersError(Exception):
    """The body says that it differs, and not in what."""


class MayNotJoinError(Exception):
    """The organisation has somebody else who signs."""


def ask(response: Response, organisations: list[int]) -> None:
    """Ask each body named in a new joint answer, by its contact in the round or else its registry.

    A body without address stands as named and is written to nobody.
    """
    contacts = dict(
        Invitation.objects.filter(consultation=response.consultation_id, organisation__in=organisations).values_list(
            "organisation", "contact_email"
        )
    )
    bodies = Organisation.objects.filter(pk__in=organisations).in_swedish_order()
    asked = Joining.objects.bulk_create(
        Joining(response=response, organisation=body, email=contacts.get(body.pk) or body.registry_email)
        for body in bodies
    )
    letters.owe_new([joining_letters.asked(one) for one in asked if one.email])


@transaction.atomic
def answer(asked: Joining, choice: str, *, by, name: str, text: str = "", points: dict | None = None) -> Joining:
    """Note what a body says of the joint answer. Said twice alike it is one record; said anew, a record of its own.

    `points`: {section: (stance, comment)}, of a body that joins but differs.
    """
    # One at a time for each joint answer: a double click waits here for its first half.
    Response.objects.select_for_update(of=("self",)).get(pk=asked.response_id)
    last = (
        Joining.objects.current()
        .select_related("response__consultation", "organisation")
        .get(response=asked.response_id, organisation=asked.organisation_id)
    )
    if not Response.objects.standing().filter(pk=last.response_id).exists():
        raise AnswerIsGoneError
    if not signing.may_sign(last.organisation, by, holds_link=True):
        raise MayNotJoinError
    said = _said(choice, name, text, points or {})
    if last.is_said and _digest(last, *said_of(last)) == _digest(last, *said):
        return last
    record = (
        last
        if not last.is_said
        else Joining.objects.create(
            response=last.response, organisation=last.organisation, replaces=last, email=last.email
        )
    )
    return _note(record, said, choice=choice, by=by)


def _said(choice, name, text, points):
    differs = choice == JoiningTransition.DIFFER
    kept = {section: point for section, point in points.items() if point != (Stance.NOT_STATED, "")} if differs else {}
    if differs and not (text or kept):
        raise NothingDiffersError
    target = Joining.steps[choice].target
    return (
        str(target),
        name,
        text,
        sorted((section.pk, str(stance), comment) for section, (stance, comment) in kept.items()),
    )


def said_of(joining):
    """What a record says, in the form that its checksum is computed from."""
    points = sorted((point.section_id, point.stance, point.comment) for point in joining.points.all())
    return joining.state, joining.answered_by, joining.text, points


def _digest(joining, state, name, text, points):
    content = {
        "format": "rus-portalen/joining/1",
        "answer": joining.response.receipt_number,
        "answer_hash": joining.response.hash,
        "organisation": joining.organisation_id,
        "state": state,
        "by": name,
        "text": text,
        "points": points,
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest(joining):
    """The checksum that a record should have."""
    return _digest(joining, *said_of(joining))


def _note(record, said, *, choice, by):
    state, name, text, points = said
    now = clock.now()
    JoiningPoint.objects.bulk_create(
        JoiningPoint(joining=record, section_id=section, stance=stance, comment=comment)
        for section, stance, comment in points
    )
    record.answered_at, record.answered_by, record.text = now, name, text
    record.number = receipts.number(_serial(), now.astimezone(clock.STOCKHOLM).year)
    record.hash = _digest(record, state, name, text, points)
    record.save(update_fields=["answered_at", "answered_by", "text", "number", "hash"])
    # Last: from here on the database refuses every change.
    record.advance(choice, by=by if by.is_authenticated else None)
    if choice != JoiningTransition.DECLINE:
        _stop_reminders(record)
    if record.email:
        letters.owe_all([joining_letters.receipt(record)])
    return record


def _stop_reminders(record):
    own = Invitation.objects.filter(consultation=record.response.consultation_id, organisation=record.organisation_id)
    for pk in own.values_list("pk", flat=True):
        letters.stop(f"invitation:{pk}", kinds=TO_BODIES)


def _serial():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('consultations_receipt_number')")
        return cursor.fetchone()[0]


def is_still_owed(letter) -> bool:
    """Asked in the moment of sending: the body may have answered, or the joint answer be gone."""
    asked = Joining.objects.standing().filter(pk=int(letter.about.partition(":")[2]))
    return asked.filter(state="asked").exists()
