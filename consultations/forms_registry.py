"""The registrars' forms: input -> clean values, with messages."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import MarkKind, Response


class RegisterForm(forms.Form):
    """The four facts of the registry; the day of arrival is known already."""

    number = forms.CharField(
        label=gettext_lazy("Registry number"),
        help_text=gettext_lazy("Leave it empty, and the answer gets the next number of the consultation."),
        max_length=80,
        required=False,
    )
    sender = forms.CharField(
        label=gettext_lazy("Sender"),
        help_text=gettext_lazy("Leave it empty only where the sender is secret."),
        max_length=200,
        required=False,
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject, in short"),
        help_text=gettext_lazy("Leave it empty only where the subject is secret."),
        max_length=200,
        required=False,
    )


class MarkForm(forms.Form):
    """A mark, and why it is set."""

    kind = forms.ChoiceField(label=gettext_lazy("Mark"), choices=MarkKind.choices)
    note = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The section of the law, where the answer was sent on to, or who translated it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say why. It stands in the history of the answer.")},
    )
    same_as = forms.CharField(
        label=gettext_lazy("Receipt number of the answer that stands"),
        help_text=gettext_lazy("Only for an answer that is the same as another one."),
        max_length=30,
        required=False,
    )

    def __init__(self, response, data=None):
        super().__init__(data, prefix="markering")
        self.response = response

    def clean(self):
        """A duplicate says of which answer; it is one of the same round."""
        number, is_duplicate = self.cleaned_data.get("same_as"), self.cleaned_data.get("kind") == MarkKind.DUPLICATE
        self.cleaned_data["same_as"] = None
        if is_duplicate:
            others = Response.objects.filter(consultation=self.response.consultation_id).exclude(pk=self.response.pk)
            found = others.filter(receipt_number__iexact=number or "").first()
            self.cleaned_data["same_as"] = found
            if found is None:
                self.add_error("same_as", _("Write the receipt number of the other answer, as it stands in the list."))
        return self.cleaned_data
