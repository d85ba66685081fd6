"""The site map. Swedish stands without prefix, English under /en/: the language is in the address, not in a cookie."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from rus_portal.site import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    *i18n_patterns(
        path("", include("rus_portal.site.urls")),
        path("", include("rus_portal.site.api.urls")),
        path("", include("strategy.urls")),
        path("", include("consultations.urls")),
        path("", include("timeline.urls")),
        path("", include("rus_portal.exports.urls")),
        path("", include("rus_portal.notifications.urls")),
        path("", include("rus_portal.accounts.urls")),
        path("konto/", include("rus_portal.accounts.urls_log_in")),
        prefix_default_language=False,
    ),
]
if settings.PORTAL_DEMO:
    urlpatterns += i18n_patterns(path("demo/", include("rus_portal.demo.urls")), prefix_default_language=False)

handler400 = "rus_portal.site.errors.bad_request"
handler403 = "rus_portal.site.errors.forbidden"
handler404 = "rus_portal.site.errors.not_found"
handler500 = "rus_portal.site.errors.server_error"
