"""Error pages that say what happened and what one can do."""

import inspect
from contextlib import suppress

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponseNotAllowed, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from consultations.views import given_back
from rus_portal.site.context import name_of_portal


def bad_request(request, exception):
    """400; or 413 for what is larger than we can receive in one piece."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    """403: the person may know of the page, but not do this."""
    return render(request, "403.html", status=403)


def not_found(request, exception):
    """404, with the search box."""
    return render(request, "404.html", status=404)


class NotAPageMiddleware:
    """405 as a page, for people who come to the address of a button: after a log-in, or by the browser's own history.

    Programs get the bare answer.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != HttpResponseNotAllowed.status_code or response.content:
            return response
        if request.method != "GET" or "text/html" not in request.headers.get("Accept", ""):
            return response
        page = render(request, "405.html", {"leads_to": page_above(request.path)}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def page_above(path):
    """The nearest address above this one that is a page, or "": a button's address begins with its page's."""
    while path.strip("/"):
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        with suppress(Resolver404):
            if _takes_get(resolve(path).func):
                return path
    return ""


def _takes_get(view):
    # Django's require_POST and its like keep what they let through to themselves.
    while view:
        methods = (
            inspect.getclosurevars(view).nonlocals.get("request_method_list") if inspect.isfunction(view) else None
        )
        if methods and "GET" not in methods:
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def server_error(request):
    """500: the fault is logged, nothing was changed. Without other pages' context: the database may be the fault."""
    return HttpResponseServerError(render_to_string("500.html", {"portal": name_of_portal()}))


def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere. The words of an answer are kept, and the way leads back to them.

    What else was typed can be had again with the browser's back button.
    """
    if back := given_back.rescue(request):
        return back
    message = _("The page had been open too long, or cookies are blocked. Go back, reload the page and send again.")
    return render(request, "403.html", {"message": message}, status=403)
