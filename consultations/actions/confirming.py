"""A preliminary answer and the decision that confirms it."""

from datetime import date, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from consultations import holding, receipt_letter
from consultations.actions import reminding
from consultations.models import Confirmation, ConfirmationFile, Response, ResponseEvent
from rus_portal import clock
from rus_portal.clock import office
from rus_portal.exports import uploads
from rus_portal.notifications import actions as letters
from rus_portal.notifications.models import Letter

DUE = "confirmation_due"
# After this long a letter would only puzzle its reader.
TIMELY = timedelta(days=28)


class NotWaitingError(Exception):
    """The answer waits for no decision: it is not preliminary, or confirmed, replaced or taken back."""


def confirm(
    response: Response,
    *,
    by,
    name: str,
    body: str,
    decided_on: date,
    item: str = "",
    reservations: str = "",
    extract=None,
) -> Confirmation:
    """Note that the body has decided what its preliminary answer says. `extract`: the uploaded extract of the minutes.

    Raises FileRefusedError with a sentence for the person, and NotWaitingError.
    """
    checked = uploads.check(extract) if extract else None
    path = holding.store(extract) if checked else ""
    try:
        facts = {"deciding_body": body, "decided_on": decided_on, "item_number": item, "reservations": reservations}
        return _confirm(response, facts, by=by, name=name, checked=checked, path=path)
    except Exception:
        if path:
            default_storage.remove(path)
        raise


@transaction.atomic
def _confirm(response, facts, *, by, name, checked, path):
    # One at a time: of two clicks the second finds it confirmed.
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if not Response.objects.awaiting_decision().filter(pk=response.pk).exists():
        raise NotWaitingError
    person = by if by is not None and by.is_authenticated else None
    confirmation = Confirmation.objects.create(response=response, confirmed_by=name, by=person, **facts)
    if checked:
        kept = {"name": checked.name, "content_type": checked.content_type, "size": checked.size}
        ConfirmationFile.objects.create(confirmation=confirmation, file=path, sha256=checked.sha256, **kept)
        holding.hold(path, checked.content_type)
    ResponseEvent.objects.create(response=response, transition="confirm", by=person)
    letters.stop(f"response:{response.pk}", kinds=[DUE])
    letters.owe_all(receipt_letter.confirmed(response, confirmation))
    return confirmation


def owe_due_confirmations() -> int:
    """One letter to the sender of each preliminary answer, the working day after the day when it was to be decided."""
    today = clock.today()
    waiting = Response.objects.awaiting_decision().filter(
        is_protected=False, expected_on__lt=today, expected_on__gte=today - TIMELY
    )
    told = Letter.objects.filter(kind=DUE, about=Concat(Value("response:"), Cast(OuterRef("pk"), CharField())))
    found = waiting.filter(~Exists(told)).select_related("consultation", "organisation")
    due = [one for one in found if office.opening_from(one.expected_on + timedelta(days=1)) <= clock.now()]
    with transaction.atomic():
        if not due or not reminding.is_alone():
            return 0
        return len(
            letters.owe_all([receipt_letter.confirmation_due(one) for one in due if receipt_letter.address_of(one)])
        )


def is_still_owed(letter) -> bool:
    """Asked in the moment of sending: it may be confirmed, replaced or taken back by now."""
    return Response.objects.awaiting_decision().filter(pk=int(letter.about.partition(":")[2])).exists()
