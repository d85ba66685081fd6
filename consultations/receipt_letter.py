"""The receipt by mail: to the sender, and to the registry of the organisation."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from consultations import notifications
from rus_portal.accounts.roles import Right
from rus_portal.notifications import actions


def owe(response):
    """Owe the receipt to those who shall have it; returns the letters, not yet handed to a worker.

    To somebody with protected identity nothing is ever sent.
    """
    addresses = [] if response.is_protected else recipients(response)
    if not addresses:
        return []
    facts = {
        "kind": "receipt",
        "about": f"response:{response.pk}",
        "belongs_to": notifications.belongs_to(response.consultation),
        "recipient_name": response.sender,
        # The outbox shows a receipt to those officials only who may read the answer.
        "needs_right": Right.READ_RESPONSES,
    } | letter_for(response)
    return actions.owe_new([actions.letter(recipient=address, **facts) for address in addresses])


def recipients(response):
    """The sender's address and the registry's, each once."""
    registry = response.organisation.registry_email if response.organisation_id else ""
    addresses = {address.lower(): address for address in (response.sender_email, registry) if address}
    return list(addresses.values())


def letter_for(response):
    """Subject, text and HTML."""
    context = {
        "response": response,
        "consultation": response.consultation,
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
        "address": address(response),
    }
    return {
        "subject": render_to_string("consultations/email/receipt.subject.txt", context),
        "text": render_to_string("consultations/email/receipt.txt", context),
        "html": render_to_string("consultations/email/receipt.html", context),
    }


def address(response):
    """The private link to the receipt."""
    path = reverse("consultations:receipt", args=[response.receipt_number])
    return f"{settings.PORTAL_URL}{path}?nyckel={response.key}"


def address_of(response):
    """Where a letter about the answer goes: to the sender, else to the registry; "" when neither is known."""
    return next(iter(recipients(response)), "")


def confirmation_due(response):
    """To the sender of a preliminary answer, whose day of decision is over. Written, not yet owed."""
    path = reverse("consultations:confirm_answer", args=[response.receipt_number])
    return notifications.write(
        "confirmation_due",
        recipient=address_of(response),
        recipient_name=response.sender,
        about=f"response:{response.pk}",
        language=response.language,
        needs_right=Right.READ_RESPONSES,
        context={
            "consultation": response.consultation,
            "response": response,
            "link": f"{settings.PORTAL_URL}{path}?nyckel={response.key}",
        },
    )
