"""The letters to whoever asks to read a document and has given an e-mail address: it has come in, it has been handled.

What is asked for stands in no letter; it is read on the page of the case.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import override

from consultations import notifications
from consultations.models import AccessRequest, AccessRequestEvent
from rus_portal.accounts.roles import Right


def address_of(request: AccessRequest) -> str:
    """Where the asker can be written to by e-mail; "" for a postal address, a telephone number or nothing."""
    address = request.reply_to.strip()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def receipt(request: AccessRequest):
    """That the request has come in, under which number, and where to follow it."""
    return _to_asker("access_request_receipt", request)


def decision(request: AccessRequest, event: AccessRequestEvent):
    """What became of it, in the registrar's words: how it can be read, or why not and how to appeal."""
    return _to_asker("access_request_decision", request, said=event.reason, state=request.get_state_display)


def _to_asker(kind, request, **facts):
    """A letter in a list; an empty one when there is no address to send it to."""
    recipient = address_of(request)
    if not recipient:
        return []
    with override(request.language):
        path = reverse("site:access_request", args=[request.key])
    context = {"access_request": request, "link": f"{settings.PORTAL_URL}{path}", **facts}
    written = notifications.write(
        kind,
        recipient=recipient,
        about=f"access_request:{request.pk}",
        belongs_to="",
        language=request.language,
        needs_right=Right.REGISTER_RESPONSES,
        context=context,
    )
    return [written]
