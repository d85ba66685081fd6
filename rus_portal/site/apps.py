from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "rus_portal.site"
    label = "portal_site"
