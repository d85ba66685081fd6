from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rus_portal.accounts"
    label = "accounts"
