"""The site map as the demo has it; the settings of the tests have no demo."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from rus_portal.urls import urlpatterns as of_the_portal

urlpatterns = [
    *of_the_portal,
    *i18n_patterns(path("demo/", include("rus_portal.demo.urls")), prefix_default_language=False),
]
