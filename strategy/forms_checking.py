from django import forms
from django.utils.translation import gettext_lazy as _

from strategy.checking import KINDS

ALL, BLOCKING, ASIDE = "", "hinder", "undan"


class DismissForm(forms.Form):
    """Why a hint need not be followed, and which hint it is."""

    at = forms.RegexField(r"^[bs]-[0-9a-f-]{8,36}$", widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=[(key, key) for key in KINDS], widget=forms.HiddenInput)
    fingerprint = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it can stay as it is"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
    )


class SectionForm(forms.Form):
    """Beside which section the hints are shown."""

    avsnitt = forms.UUIDField()


class SiftForm(forms.Form):
    """Which hints are shown; without an answer all that stand."""

    visa = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            (ALL, _("Everything that was found")),
            (BLOCKING, _("What stops a freeze")),
            (ASIDE, _("What has been set aside")),
        ],
    )
    slag = forms.ChoiceField(label=_("Of the kind"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slag"].choices = [("", _("All kinds")), *((key, kind.wrong) for key, kind in KINDS.items())]

    def wanted(self):
        """(which, kind); what is no choice chooses nothing."""
        self.is_valid()
        return self.cleaned_data.get("visa", ALL), self.cleaned_data.get("slag", "")
