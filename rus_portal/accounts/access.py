"""Who may open a page: everyone (`public_page`, `open_form`), or officials with a right (`right_required`).

Everything else needs a log-in (LoginRequiredMiddleware). What a role may not see is 404, not 403: that a page exists
is a fact too.
"""

from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.csrf import csrf_exempt


def public_page(view):
    """The same page for everyone: no login, no cookie, kept in memory for a moment, revalidated by ETag."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.is_public_page = response.status_code == 200
        return response

    return login_not_required(shown)


def open_form(view):
    """A form that anyone may send, with the usual CSRF cookie; its address says that it is a form."""
    return login_not_required(view)


def cookieless_post(view):
    """A POST that works without cookie, so also without CSRF cookie: the browser must say it comes from this site.

    Fetch metadata is asked first; a browser without it sends Origin with every POST.
    """

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method == "POST" and not _is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def _is_same_origin(request):
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    if origin := request.headers.get("Origin"):
        return urlsplit(origin).netloc == request.get_host()
    return False


def right_required(right):
    """Only for officials with this right. Others get 404; officials without it 403, as they may know of the page."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_official:
                raise Http404
            if not request.user.has_right(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.right_required = right
        return guarded

    return decorate
