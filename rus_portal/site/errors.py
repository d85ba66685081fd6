"""Error pages that say what happened and what one can do."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

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


def server_error(request):
    """500: the fault is logged, nothing was changed. Without other pages' context: the database may be the fault."""
    return HttpResponseServerError(render_to_string("500.html", {"portal": name_of_portal()}))


def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere. What was typed can be had again with the browser's back button."""
    message = _("The page had been open too long, or cookies are blocked. Go back, reload the page and send again.")
    return render(request, "403.html", {"message": message}, status=403)
