"""What a registrar does with received answers: put them in the registry, mark them, and see each reading noted."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import registration
from consultations.models import (
    Consultation,
    MarkKind,
    ProtectedReading,
    RegistryEntry,
    Response,
    ResponseEvent,
    ResponseMark,
)
from consultations.workflow import ResponseTransition
from rus_portal import clock

MOST_SENDER = 200


class NumberIsTakenError(Exception):
    """Another answer stands in the registry under this number."""


class MarkIsSetError(Exception):
    """The answer has this mark already, or the mark has been taken away."""


def suggestion(response: Response) -> dict:
    """Sender and short subject as they would stand in the registry. Who is protected is not named."""
    with override("sv"):
        subject = _("Answer to the consultation: %(title)s") % {"title": response.consultation.title}
        sender = "" if response.is_protected else str(response.sender)
    return {"sender": sender[:MOST_SENDER], "subject": subject[:200]}


@transaction.atomic
def register(response: Response, *, by, number="", sender=None, subject=None) -> RegistryEntry:
    """Put the answer in the registry with its four facts. Without a number it gets the round's next one."""
    consultation = response.consultation
    # Two registrars at once wait for each other; senders of answers do not wait for them.
    Consultation.objects.select_for_update(no_key=True).filter(pk=consultation.pk).values_list("pk").get()
    response.advance(ResponseTransition.REGISTER, by=by)
    facts = suggestion(response)
    return _enter(
        response,
        by=by,
        number=number or registration.next_number(consultation),
        sender=facts["sender"] if sender is None else sender,
        subject=facts["subject"] if subject is None else subject,
    )


def _enter(response, **facts):
    try:
        with transaction.atomic():
            return RegistryEntry.objects.create(
                response=response, arrived_on=registration.arrived_on(response), **facts
            )
    except IntegrityError as taken:
        raise NumberIsTakenError from taken


@transaction.atomic
def register_many(responses, *, by) -> list[RegistryEntry]:
    """Put these answers in the registry, the first that came in first. What somebody has registered is left out."""
    waiting = responses.filter(pk__in=registration.unregistered()).select_related("consultation", "organisation")
    return [register(response, by=by) for response in waiting.order_by("received_at", "pk")]


@transaction.atomic
def mark(response: Response, kind: MarkKind, *, note: str, by, same_as: Response | None = None) -> ResponseMark:
    """Note what is special with the answer. The answer itself stays as it came."""
    try:
        with transaction.atomic():
            made = ResponseMark.objects.create(response=response, kind=kind, note=note, same_as=same_as, by=by)
    except IntegrityError as already:
        raise MarkIsSetError from already
    ResponseEvent.objects.create(
        response=response, transition="mark", by=by, reason=f"{made.get_kind_display()}. {note}"
    )
    return made


@transaction.atomic
def lift_mark(set_mark: ResponseMark, *, reason: str, by) -> None:
    """Take a mark away; that it was there is kept."""
    live = ResponseMark.objects.live().filter(pk=set_mark.pk)
    if not live.update(lifted_at=clock.now(), lifted_by=by):
        raise MarkIsSetError
    said = f"{set_mark.get_kind_display()}. {reason}"
    ResponseEvent.objects.create(response=set_mark.response, transition="unmark", by=by, reason=said)


def note_reading(response: Response, what: str, *, by) -> None:
    """Note that somebody has read what a person with protected identity sent. Nothing else is noted of readers."""
    if response.is_protected:
        ProtectedReading.objects.create(response=response, what=what, by=by)
