from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rus_portal.notifications import registry


class NotificationsConfig(AppConfig):
    name = "rus_portal.notifications"
    label = "notifications"

    def ready(self):
        """Make the portal's own kinds of letters known."""
        # The models are loaded only now.
        from rus_portal.notifications import subscribing  # noqa: PLC0415

        registry.register(
            registry.Kind("account", _("About the account"), sealed=True, asked_for=True),
            registry.Kind(
                subscribing.ASK,
                _("Question whether one wants letters"),
                subscribing.is_unanswered,
                subscribing.end_because_of,
                sealed=True,
                asked_for=True,
            ),
            registry.Kind("contact", _("Message to the project group"), to_region=True),
            registry.Kind("accessibility", _("Message about accessibility"), to_region=True),
        )
