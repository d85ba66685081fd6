from django.apps import AppConfig

from consultations import rules  # noqa: F401 – says who may take which step


class ConsultationsConfig(AppConfig):
    name = "consultations"

    def ready(self):
        """Make the app's kinds of exports and letters known, and its links on a version's page."""
        # The models are loaded only now.
        from consultations import exports, letter_kinds, version_links  # noqa: PLC0415

        exports.register()
        letter_kinds.register_all()
        version_links.register_all()
