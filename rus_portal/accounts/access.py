"""Who may open a page: everyone (`public_page`, `open_form`), or officials with a right (`right_required`).

Everything else needs a log-in (LoginRequiredMiddleware). What a role may not see is 404, not 403: that a page exists
is a fact too.
"""

from collections import OrderedDict
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt

# Pages whose mark is unchanged are not rendered again. So many of each view are remembered.
MOST_MARKED_PAGES = 100


@dataclass
class MarkedPage:
    """A page that holds for as long as its mark does. `kept` is the middleware's: the finished answer, hashed once."""

    mark: Any
    content: bytes
    kept: Any = None


def public_page(view=None, *, mark=None):
    """The same page for everyone: no login, no cookie, kept in memory for a moment, revalidated by ETag.

    `mark(*args, **kwargs)` says in one cheap query what the page is made from: while it stays the same, the page that
    this process made before is sent again.
    """
    if view is None:
        return lambda marked: public_page(marked, mark=mark)
    remembered = OrderedDict()

    @wraps(view)
    def shown(request, *args, **kwargs):
        found = mark(*args, **kwargs) if mark and settings.REMEMBER_MARKED_PAGES else None
        if found is None:
            return _public(view(request, *args, **kwargs))
        address = (request.get_host(), request.get_full_path())
        known = remembered.get(address)
        if known and known.mark == found:
            return _public(HttpResponse(known.content), known)
        response = _public(view(request, *args, **kwargs))
        if response.is_public_page:
            remembered[address] = response.marked_page = MarkedPage(found, response.content)
            while len(remembered) > MOST_MARKED_PAGES:
                remembered.popitem(last=False)
        return response

    return login_not_required(shown)


def _public(response, marked=None):
    response.is_public_page = response.status_code == 200
    response.marked_page = marked
    return response


def open_form(view):
    """A form that anyone may send, with the usual CSRF cookie; its address says that it is a form."""

    @wraps(view)
    def form(request, *args, **kwargs):
        # Here the frame says who is logged in: never on public pages, nor on those of an error.
        request.names_user = True
        try:
            return view(request, *args, **kwargs)
        finally:
            request.names_user = False

    return login_not_required(form)


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
