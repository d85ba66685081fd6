"""The receipt by mail: to the sender, and to the registry of the organisation."""

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from consultations import notifications
from rus_portal.accounts.roles import Right
from rus_portal.notifications import actions
from rus_portal.notifications.writing import as_text

disowning = signing.Signer(salt="consultations.disown", sep=".")


def owe(response):
    """Owe the receipt to those who shall have it. To somebody with protected identity nothing is ever sent."""
    if response.is_protected:
        return
    own, registry = response.sender_email, _registry(response)
    told = [letter(response, own, "receipt")] if own else []
    if registry and registry.lower() != own.lower():
        told.append(letter(response, registry, "registry_receipt"))
    if told:
        actions.owe_new(told)


def _registry(response):
    return response.organisation.registry_email if response.organisation_id else ""


def letter(response, recipient, kind):
    """The receipt for the sender, or for the registry that an answer was sent in the organisation's name."""
    facts = {
        "kind": kind,
        "about": f"response:{response.pk}",
        "belongs_to": notifications.belongs_to(response.consultation),
        "recipient_name": response.sender,
        # The outbox shows a receipt to those officials only who may read the answer.
        "needs_right": Right.READ_RESPONSES,
    } | letter_for(response, kind)
    return actions.letter(recipient=recipient, **facts)


def recipients(response):
    """The sender's address and the registry's, each once."""
    addresses = {address.lower(): address for address in (response.sender_email, _registry(response)) if address}
    return list(addresses.values())


def letter_for(response, kind="receipt"):
    """Subject, text and HTML."""
    context = {
        "response": response,
        "consultation": response.consultation,
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
        "address": address(response),
        "disown_link": disown_link(response) if kind == "registry_receipt" else "",
    }
    return {
        "subject": as_text(f"consultations/email/{kind}.subject.txt", context),
        "text": as_text(f"consultations/email/{kind}.txt", context),
        "html": render_to_string(f"consultations/email/{kind}.html", context),
    }


def disown_link(response):
    """The registry's way to say that the answer is not from the organisation; it opens nothing else."""
    path = reverse("consultations:disown", args=[disowning.sign(response.pk)])
    return f"{settings.PORTAL_URL}{path}"


def disowned(response, said):
    """To the region's contact: the organisation says that an answer in its name is not from it."""
    consultation = response.consultation
    place = [consultation.year, consultation.slug, response.receipt_number]
    with override(notifications.LANGUAGE):
        path = reverse("consultations:workspace_response", args=place)
    return notifications.write(
        "response_disowned",
        recipient=consultation.contact_email,
        recipient_name=consultation.contact_name,
        about=f"response:{response.pk}",
        needs_right=Right.READ_RESPONSES,
        context={
            "consultation": consultation,
            "response": response,
            "said": said,
            "link": f"{settings.PORTAL_URL}{path}",
        },
    )


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


def confirmed(response, confirmation):
    """That a preliminary answer has been confirmed: to the sender and the registry. Written, not yet owed."""
    if response.is_protected:
        return []
    return [_confirmed_to(response, confirmation, recipient) for recipient in recipients(response)]


def _confirmed_to(response, confirmation, recipient):
    is_registry = recipient.lower() != response.sender_email.lower()
    return notifications.write(
        "confirmation_receipt",
        recipient=recipient,
        recipient_name=response.sender,
        about=f"response:{response.pk}",
        language=response.language,
        needs_right=Right.READ_RESPONSES,
        context={
            "consultation": response.consultation,
            "response": response,
            "confirmation": confirmation,
            "extract": getattr(confirmation, "extract", None),
            "address": address(response),
            "disown_link": disown_link(response) if is_registry else "",
        },
    )
