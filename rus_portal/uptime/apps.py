from django.apps import AppConfig


class UptimeConfig(AppConfig):
    name = "rus_portal.uptime"
    label = "uptime"
