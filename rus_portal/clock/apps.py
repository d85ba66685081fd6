from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "rus_portal.clock"
    label = "clock"
