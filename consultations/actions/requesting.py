"""Requests to read official documents: made by anyone without a name, decided by registrars (TF 2:15–18)."""

from django.db import connection, transaction
from django.utils.translation import get_language

from consultations import access_letters, notifications, receipts
from consultations.models import AccessRequest, AccessRequestEvent
from consultations.workflow import AccessRequestTransition
from rus_portal import clock
from rus_portal.notifications import actions as letters

# Begins the number of a case: "utlämnande".
PREFIX = "UT"
NEEDS_REASON = frozenset({AccessRequestTransition.DISCLOSE_PARTLY, AccessRequestTransition.REFUSE})


class ReasonMissingError(Exception):
    """What is not disclosed is refused in writing, with the law that it rests on."""


@transaction.atomic
def ask(*, wanted: str, reply_to: str = "") -> AccessRequest:
    """Take a request. Who asks, and why, is neither asked nor kept."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('consultations_access_request_number')")
        (serial,) = cursor.fetchone()
    made = AccessRequest.objects.create(
        number=receipts.number(serial, now.astimezone(clock.STOCKHOLM).year, PREFIX),
        wanted=wanted,
        reply_to=reply_to,
        language=(get_language() or "sv")[:5],
        received_at=now,
    )
    AccessRequestEvent.objects.create(request=made, transition="receive", by=None, at=now)
    letters.owe_all([notifications.access_request_received(made), *access_letters.receipt(made)])
    return made


@transaction.atomic
def take_step(request: AccessRequest, transition: AccessRequestTransition, *, reason: str, by) -> None:
    """Assess, disclose, disclose in part or refuse. `reason` is said to the asker; a refusal needs one.

    Whoever gave an e-mail address is told of the decision by letter.
    """
    if transition in NEEDS_REASON and not reason.strip():
        raise ReasonMissingError
    request.advance(transition, by=by, reason=reason)
    if not request.is_waiting:
        letters.owe_all(access_letters.decision(request, request.events.last()))
