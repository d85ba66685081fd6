"""Anyone asks to read an official document: without name, log-in, cookie or reason (TF 2:15–18)."""

from django import forms
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from consultations import access_letters, receipts
from consultations.actions import requesting
from consultations.models import AccessRequest
from rus_portal.accounts.access import cookieless_post, open_form, public_page
from rus_portal.site.feedback import see_other, too_many
from rus_portal.site.limits import HourlyLimit

LIMIT = HourlyLimit("access-request", 30)


class AskToReadForm(forms.Form):
    """What is wanted. Nothing else must be said."""

    wanted = forms.CharField(
        label=_("What do you want to read?"),
        help_text=_("Describe it so that we can find it: which consultation, whose answer, a receipt number, a date."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you want to read.")},
    )
    reply_to = forms.CharField(
        label=_("Where shall we send it? (optional)"),
        help_text=_(
            "An e-mail address or a postal address. To an e-mail address we write when the request has come in and when"
            " it has been decided. Without one, you follow your case on a page of its own."
        ),
        max_length=250,
        required=False,
    )


@cookieless_post
@public_page
def ask_to_read(request):
    """The form; sent, it leads to the page of the case."""
    crumbs = []
    if request.method != "POST":
        about = request.GET.get("om", "")
        wanted = f"{_('Answer')} {about}" if receipts.is_valid(about) else ""
        context = {"form": AskToReadForm(initial={"wanted": wanted}), "crumbs": crumbs}
        return render(request, "site/ask_to_read.html", context)
    form = AskToReadForm(request.POST)
    if not form.is_valid():
        return render(request, "site/ask_to_read.html", {"form": form, "crumbs": crumbs}, status=422)
    if not LIMIT.allows(request):
        return too_many(request)
    made = requesting.ask(**form.cleaned_data)
    return see_other(reverse("site:access_request", args=[made.key]))


@open_form
@require_safe
def access_request(request, key):
    """How it goes with a case, for whoever has its secret address. No log-in, no cookie."""
    found = get_object_or_404(AccessRequest, key=key)
    by_mail = bool(access_letters.address_of(found))
    context = {"found": found, "events": found.events.all(), "by_mail": by_mail, "crumbs": []}
    response = render(request, "site/access_request.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
