"""What `allauth.urls` gathers, but the pages for the second factor are loaded when they are first asked for.

Passkeys bring X.509 with them, 13 MB in each web worker, of use at an official's log-in only. Addresses and names are
those of `allauth.urls`; tests/accounts/test_urls_log_in.py holds the two together.
"""

from django.conf import settings
from django.urls import include, path
from django.utils.module_loading import import_string

SECOND_FACTOR = {
    "": ("mfa_index", "base.views.index"),
    "authenticate/": ("mfa_authenticate", "base.views.authenticate"),
    "reauthenticate/": ("mfa_reauthenticate", "base.views.reauthenticate"),
    "totp/activate/": ("mfa_activate_totp", "totp.views.activate_totp"),
    "totp/deactivate/": ("mfa_deactivate_totp", "totp.views.deactivate_totp"),
    "recovery-codes/": ("mfa_view_recovery_codes", "recovery_codes.views.view_recovery_codes"),
    "recovery-codes/generate/": ("mfa_generate_recovery_codes", "recovery_codes.views.generate_recovery_codes"),
    "recovery-codes/download/": ("mfa_download_recovery_codes", "recovery_codes.views.download_recovery_codes"),
    "webauthn/": ("mfa_list_webauthn", "webauthn.views.list_webauthn"),
    "webauthn/add/": ("mfa_add_webauthn", "webauthn.views.add_webauthn"),
    "webauthn/reauthenticate/": ("mfa_reauthenticate_webauthn", "webauthn.views.reauthenticate_webauthn"),
    "webauthn/keys/<int:pk>/remove/": ("mfa_remove_webauthn", "webauthn.views.remove_webauthn"),
    "webauthn/keys/<int:pk>/edit/": ("mfa_edit_webauthn", "webauthn.views.edit_webauthn"),
    "webauthn/login/": ("mfa_login_webauthn", "webauthn.views.login_webauthn"),
}
# Who is here has not logged in yet.
BEFORE_LOG_IN = {"mfa_authenticate", "mfa_login_webauthn"}


def page(name, view):
    """The view that loads allauth's and lets it answer."""

    def answer(request, *args, **kwargs):
        return import_string(f"allauth.mfa.{view}")(request, *args, **kwargs)

    answer.login_required = name not in BEFORE_LOG_IN
    return answer


urlpatterns = [
    path("", include("allauth.account.urls")),
    *(path(f"2fa/{route}", page(name, view), name=name) for route, (name, view) in SECOND_FACTOR.items()),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
if "allauth.socialaccount.providers.openid_connect" in settings.INSTALLED_APPS:
    urlpatterns.append(path("", include("allauth.socialaccount.providers.openid_connect.urls")))
