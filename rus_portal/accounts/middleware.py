"""Officials need a second factor before anything else (cybersäkerhetslagen 2025:1506)."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect


class OfficialsNeedMfaMiddleware:
    """Sends an official without second factor to the page where one is set up."""

    OPEN = ("/konto/", "/en/konto/", "/static/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Public pages ask nothing of anybody, so only views that need a log-in are looked at."""
        if not settings.OFFICIALS_NEED_MFA or not getattr(view_func, "login_required", True):
            return None
        if (
            request.path.startswith(self.OPEN)
            or not request.user.is_authenticated
            or not request.user.is_official
        ):
            return None
        return None if is_mfa_enabled(request.user) else redirect("mfa_index")
