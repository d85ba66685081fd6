from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from rus_portal.notifications import registry


class NotificationsConfig(AppConfig):
    name = "rus_portal.notifications"
    label = "notifications"

    def ready(self):
        """Make the portal's own kind of letter known."""
        registry.register(registry.Kind("account", _("About the account")))
