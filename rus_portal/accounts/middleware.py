"""What the account pages need beside allauth: the wall for officials, and the honest status of a refused form."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect


class OfficialsNeedMfaMiddleware:
    """Sends an official without second factor to where one is set up (cybersäkerhetslagen 2025:1506)."""

    OPEN = ("/konto/", "/en/konto/", "/static/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Public pages ask nothing of anybody, so only views that need a log-in are looked at."""
        if not settings.OFFICIALS_NEED_MFA or not getattr(view_func, "login_required", True):
            return None
        if request.path.startswith(self.OPEN) or not request.user.is_authenticated or not request.user.is_official:
            return None
        return None if is_mfa_enabled(request.user) else redirect("mfa_index")


class RefusedFormMiddleware:
    """allauth answers 200 to a form that it refuses; here every refused form is a 422."""

    FORMS = ("form", "verify_form", "change_form")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        """Only allauth answers with a response that is yet to be rendered."""
        forms = [(response.context_data or {}).get(name) for name in self.FORMS]
        if request.method == "POST" and any(form.errors for form in forms if form is not None):
            response.status_code = 422
        return response
