"""The site map as the demonstration has it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from rus_portal.urls import handler404, urlpatterns

__all__ = ["handler404", "urlpatterns"]
urlpatterns = [
    *urlpatterns,
    *i18n_patterns(path("demo/", include("rus_portal.demo.urls")), prefix_default_language=False),
]
