"""The letters about a file that came with an answer and cannot be opened: to the sender and to the region."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from consultations import notifications, receipt_letter
from rus_portal.accounts.roles import Right

TO_SENDER, TO_REGION = "file_stopped", "file_stopped_region"


def of_stopped_file(response, check) -> list:
    """One letter to each who must know. The file is told of by its answer alone; a protected person gets none."""
    address = "" if response.is_protected else receipt_letter.address_of(response)
    told = [_to_region(response, check, is_told=bool(address))]
    return [*told, _to_sender(response, check, address)] if address else told


def _to_sender(response, check, address):
    return notifications.write(
        TO_SENDER,
        recipient=address,
        recipient_name=response.sender,
        language=response.language,
        context={"link": receipt_letter.address(response), **_facts(response, check)},
        **_about(response, check),
    )


def _to_region(response, check, *, is_told):
    consultation = response.consultation
    with override(notifications.LANGUAGE):
        place = [consultation.year, consultation.slug, response.receipt_number]
        path = reverse("consultations:workspace_response", args=place)
    return notifications.write(
        TO_REGION,
        recipient=consultation.contact_email,
        recipient_name=consultation.contact_name,
        context={"link": f"{settings.PORTAL_URL}{path}", "is_told": is_told, **_facts(response, check)},
        **_about(response, check),
    )


def _facts(response, check):
    return {"consultation": response.consultation, "response": response, "check": check}


def _about(response, check):
    # One letter for each file.
    return {"about": f"response:{response.pk}", "ordinal": check.pk, "needs_right": Right.READ_RESPONSES}
