from django.apps import AppConfig

# Every process that loads the apps gets our Celery app as the current one; the package's own __init__ cannot import it,
# since the bootstrap runs before Celery is installed.
from rus_portal.celery import app as celery_app


class SiteConfig(AppConfig):
    name = "rus_portal.site"
    label = "portal_site"

    def ready(self):
        """Shared tasks belong to this app from now on."""
        celery_app.set_default()
