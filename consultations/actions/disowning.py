"""A registry says that an answer in its organisation's name is not from it. Nothing is deleted: officials see it."""

from django.core import signing
from django.db import transaction

from consultations import receipt_letter
from consultations.models import Response, ResponseEvent
from rus_portal.notifications import actions as letters


class NotDisownedError(Exception):
    """Nobody has said so, or the flag has been lifted already."""


class NoReasonError(Exception):
    """The flag is not lifted without a word on what was found out."""


def by_key(key: str) -> Response | None:
    """The answer that this link of a letter to a registry is about."""
    try:
        pk = receipt_letter.disowning.unsign(key)
    except signing.BadSignature:
        return None
    related = ("consultation__version", "organisation")
    return Response.objects.select_related(*related).defer("consultation__version__rendered").filter(pk=pk).first()


@transaction.atomic
def disown(response: Response, *, name: str, reason: str = "") -> ResponseEvent:
    """Flag the answer to the officials, with who says so. Said twice it is said once, until the flag is lifted."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if said := standing_word(response):
        return said
    said = ResponseEvent.objects.create(
        response=response, transition="disown", by=None, reason=": ".join(filter(None, [name, reason]))
    )
    if response.consultation.contact_email:
        letters.owe_all([receipt_letter.disowned(response, said)])
    return said


def standing_word(response: Response) -> ResponseEvent | None:
    """What the organisation said, unless a registrar has lifted the flag since."""
    last = response.events.filter(transition__in=["disown", "lift_disowning"]).last()
    return last if last and last.transition == "disown" else None


@transaction.atomic
def lift(response: Response, *, reason: str, by) -> ResponseEvent:
    """Take the flag away, with what was found out; both stand in the history, and it can be said again."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if not reason.strip():
        raise NoReasonError
    if standing_word(response) is None:
        raise NotDisownedError
    return ResponseEvent.objects.create(response=response, transition="lift_disowning", by=by, reason=reason.strip())
