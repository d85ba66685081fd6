"""The letters to bodies that a joint answer names."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from consultations import notifications
from rus_portal.accounts.roles import Right


def asked(joining):
    """Somebody has answered in your name: join, join but differ, or say that it is not yours."""
    return _to_body("joining_asked", joining)


def receipt(joining):
    """What the body has said, with number and moment."""
    return _to_body("joining_receipt", joining)


def _to_body(kind, joining):
    consultation = joining.response.consultation
    return notifications.write(
        kind,
        recipient=joining.email,
        recipient_name=str(joining.organisation),
        about=f"joining:{joining.pk}",
        needs_right=Right.READ_RESPONSES,
        context={
            "consultation": consultation,
            "response": joining.response,
            "joining": joining,
            "link": link(joining),
        },
    )


def link(joining):
    """The body's own way to say what it thinks of the joint answer."""
    with override(notifications.LANGUAGE):
        path = reverse("consultations:joining_link", args=[joining.key])
    return f"{settings.PORTAL_URL}{path}"
