from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from rus_portal.site.models import AccessibilityStatement

MOST_LETTERS = 5_000
NO_PERSONAL_DATA = _("Do not write names, personal identity numbers or anything about your health.")


def own_page(address):
    """The path of one of the portal's own pages, or a ValidationError. A query may hold a key, so it is dropped."""
    path = urlsplit(address).path
    if not address.startswith("/") or address.startswith("//"):
        raise ValidationError(_("That is not a page of this portal."))
    try:
        resolve(path)
    except Resolver404 as problem:
        raise ValidationError(_("That is not a page of this portal.")) from problem
    return path


class PageFeedbackForm(forms.Form):
    """What the two buttons at the foot of a page send."""

    page = forms.CharField(max_length=300)
    hjalpte = forms.ChoiceField(choices=[("ja", _("Yes")), ("nej", _("No"))])

    def clean_page(self):
        return own_page(self.cleaned_data["page"])


class FeedbackTextForm(forms.Form):
    """Asked on the thank-you page; `answer` is the signed number of the answer it belongs to."""

    answer = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What did you miss?"),
        max_length=2_000,
        help_text=_("We read it, but cannot reply. Do not write names or other personal data."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ContactForm(forms.Form):
    """A message to the project group."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=MOST_LETTERS,
        help_text=NO_PERSONAL_DATA,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    name = forms.CharField(label=_("Your name (optional)"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        required=False,
        help_text=_("Only if you want a reply."),
    )


class AccessibilityReportForm(forms.Form):
    """A message about a barrier; who writes may stay unknown."""

    text = forms.CharField(
        label=_("What does not work for you?"),
        max_length=MOST_LETTERS,
        help_text=_("Tell us what you wanted to do and what happened. Do not write anything about your health."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    page = forms.CharField(
        label=_("On which page? (optional)"),
        max_length=300,
        required=False,
        help_text=_("The address or the heading of the page."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        required=False,
        help_text=_("Only if you want a reply, or an accessible version of something. You may stay anonymous."),
    )


class StatementForm(forms.ModelForm):
    class Meta:
        model = AccessibilityStatement
        fields = [
            "actor",
            "service",
            "conformance",
            "faults",
            "undue_burden",
            "outside_the_law",
            "method",
            "assessed_on",
            "updated_on",
        ]
        help_texts = {"faults": _("One fault a line, with what it means for the reader.")}
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("assessed_on", "updated_on")
        }
