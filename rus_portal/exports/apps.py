from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "rus_portal.exports"
    label = "exports"
