"""The officials' words on the answers."""

from django import forms
from django.utils.translation import gettext_lazy

# A summary that is longer is no summary.
LONGEST = 20_000


class CompilationTextForm(forms.Form):
    """One text of the compilation, and which version of it was begun from."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8, "lang": "sv"}), required=False, max_length=LONGEST, empty_value=""
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=2**31 - 1)

    def __init__(self, data=None, *, newest=None, label, help_text):
        super().__init__(
            data, initial={"text": newest.text if newest else "", "based_on": newest.number if newest else 0}
        )
        self.fields["text"].label, self.fields["text"].help_text = label, help_text

    def begin_from(self, newest):
        """Offer what was typed once more, now knowing of the version that somebody else has saved."""
        self.data = self.data.copy()
        self.data["based_on"] = str(newest.number)


class CorrectionForm(forms.Form):
    """Approves the compilation anew after a correction."""

    signed_by = forms.CharField(
        label=gettext_lazy("Signed off by"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say who stands for the compilation.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What is corrected?"),
        help_text=gettext_lazy("It stands on the compilation, with the day."),
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what is corrected.")},
    )
