from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "rus_portal.demo"
    label = "demo"
