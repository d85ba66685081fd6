from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"

    def ready(self):
        """Make the app's kinds of exports known."""
        # The models are loaded only now.
        from consultations import exports  # noqa: PLC0415

        exports.register()
