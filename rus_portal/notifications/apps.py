from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "rus_portal.notifications"
    label = "notifications"
