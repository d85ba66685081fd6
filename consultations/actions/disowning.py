"""A registry says that an answer in its organisation's name is not from it. Nothing is deleted: officials see it."""

from django.core import signing
from django.db import transaction

from consultations import receipt_letter
from consultations.models import Response, ResponseEvent
from rus_portal.notifications import actions as letters


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
    """Flag the answer to the officials, with who says so. Said twice it is said once."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if said := response.events.filter(transition="disown").first():
        return said
    said = ResponseEvent.objects.create(
        response=response, transition="disown", by=None, reason=": ".join(filter(None, [name, reason]))
    )
    if response.consultation.contact_email:
        letters.owe_all([receipt_letter.disowned(response, said)])
    return said
