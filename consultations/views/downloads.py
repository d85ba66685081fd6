"""Files from outside on their way to a reader: always saved, never shown inside the portal, and only when checked."""

from django.http import FileResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from consultations import holding

# What a browser may do with it, should it show it all the same: nothing.
POLICY = "sandbox; default-src 'none'"


def download(request, file):
    """The file of this row for somebody who may have it; a page that says why not while it is held or stopped."""
    check = holding.check_of(file)
    if check.is_clean:
        return answer_with(file.file.open("rb"), name=file.name, content_type=file.content_type)
    if check.is_held:
        words = _("The file is being checked for viruses and other dangers. Try again in a while.")
        message = f"{words} {check.why_held}"
    else:
        message = _("The file has been stopped, and nobody can open it. %(why)s") % {"why": check.why}
    return render(request, "403.html", {"message": message}, status=403)


def answer_with(content, *, name, content_type, cache="private, no-store"):
    """An open file as a download under its own name."""
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = cache
    return answer
