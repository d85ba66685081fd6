"""Words that were sent when the session had ended: kept in the new session, and given back into their fields."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import fields
from consultations.views.visit import Visit

KEY = "words_given_back"
# The pages that give words back.
PARTS = ("consultations:answer_part", "consultations:answer_section")
# More than any one page of an answer can hold; a session is no archive.
MOST_CHARACTERS = 400_000


def words_of(request):
    """What the form held of an answer: {field name: text}."""
    return {name: fields.tidy(text) for name, text in request.POST.items() if fields.is_name(name)}


def keep(request, named):
    """Keep what the form held and ask for a log-in; the way back leads to the same page."""
    _put_by(request, named)
    messages.warning(
        request,
        _(
            "You had been logged out, so nothing could be saved. What you wrote is not lost: log in again, "
            "or open your personal link, and it stands in its fields."
        ),
    )
    there = f"{request.path}?{urlencode({'utkast': named})}"
    return redirect(f"{reverse('account_login')}?{urlencode({'next': there})}")


def _put_by(request, named):
    words = words_of(request)
    if sum(map(len, words.values())) <= MOST_CHARACTERS:
        request.session[KEY] = {"draft": named, "words": words}


def rescue(request):
    """The way back for an answer's page whose form was refused as too old, or None for any other page.

    Only for what the browser says that a page of our own has sent: nobody else puts words into somebody's answer.
    """
    named = request.POST.get("draft", "")
    is_part = request.resolver_match is not None and request.resolver_match.view_name in PARTS
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not (is_part and is_ours and named and words_of(request)):
        return None
    visit = Visit(request)
    if visit.draft(named) is not None:
        _put_by(request, named)
        return redirect(f"{request.path}?{urlencode({'utkast': named})}")
    return keep(request, named) if visit.is_new else None


def take(request, draft, form):
    """Put back what belongs to this form: it stands in the fields until the next save. Whether there was any."""
    kept = request.session.get(KEY)
    if not kept or kept["draft"] != str(draft.pk):
        return False
    mine = {name: text for name, text in kept["words"].items() if name in form.fields}
    rest = {name: text for name, text in kept["words"].items() if name not in mine}
    request.session[KEY] = kept | {"words": rest}
    if not rest:
        del request.session[KEY]
    new = {name: text for name, text in mine.items() if text != form.bases.get(name, "")}
    form.initial |= new
    return bool(new)
