"""The kinds of letters of this app, as `rus_portal.notifications.registry` wants to know them."""

from django.utils.translation import gettext_lazy as _

from consultations.actions import reminding
from rus_portal.notifications.registry import Kind, register


def register_all():
    """Called when the app is ready."""
    register(
        Kind("invitation", _("Invitation"), reminding.invitation_is_still_owed, reminding.note_bounce),
        *(
            Kind(name, label, reminding.reminder_is_still_owed, reminding.note_bounce)
            for name, label in [
                ("reminder_28", _("Reminder, four weeks before")),
                ("reminder_7", _("Reminder, one week before")),
                ("reminder_1", _("Reminder, one day before")),
            ]
        ),
        Kind("moved_deadline", _("Moved deadline"), reminding.move_is_still_owed, reminding.note_bounce),
        Kind("extension_asked", _("Request for more time")),
        Kind("extension_decision", _("Decision on more time")),
        Kind("withdrawn", _("Withdrawn consultation")),
        Kind("receipt", _("Receipt")),
    )
