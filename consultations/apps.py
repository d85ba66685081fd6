from django.apps import AppConfig

from consultations import rules  # noqa: F401 – says who may take which step


class ConsultationsConfig(AppConfig):
    name = "consultations"

    def ready(self):
        """Make the app's kinds of exports and letters known."""
        # The models are loaded only now.
        from consultations import exports, letter_kinds  # noqa: PLC0415

        exports.register()
        letter_kinds.register_all()
