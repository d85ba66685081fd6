"""The officials' forms: input -> clean values, with messages."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import RoundPart


class DayInput(forms.DateInput):
    """The browser's own day picker; without it, one writes 2021-06-30."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def day_field(label, **kwargs):
    """A day, with messages that say how to write it."""
    wrong = gettext_lazy("Write the day like 2021-06-30. Check that the day exists.")
    messages = {"required": gettext_lazy("Choose a day."), "invalid": wrong}
    return forms.DateField(
        label=label, widget=DayInput(), input_formats=["%Y-%m-%d"], error_messages=messages, **kwargs
    )


class DeadlineForm(forms.Form):
    """Moves the last day of a round."""

    last_day = day_field(gettext_lazy("New last day"))
    reason = forms.CharField(
        label=gettext_lazy("Reason for moving it"),
        help_text=gettext_lazy("The reason is sent to all invited who have not answered, and stands on the page."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say why. The reason is sent to all invited.")},
    )


class PartDeadlineForm(DeadlineForm):
    """Moves the last day of one part of a round."""

    prefix = "del"
    field_order = ["part", "last_day", "reason"]
    part = forms.ModelChoiceField(
        label=gettext_lazy("Which part?"),
        queryset=RoundPart.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a part."), "invalid_choice": gettext_lazy("Choose a part.")},
    )

    def __init__(self, consultation, data=None):
        super().__init__(data)
        parts = self.fields["part"]
        parts.queryset = consultation.parts.all()
        parts.label_from_instance = _part_with_day


def _part_with_day(part):
    day = date_format(part.deadline.last_day, "j F Y")
    return _("%(name)s, now until %(day)s") % {"name": part, "day": day}


class ExtensionForm(forms.Form):
    """Decides a request for more time: the day asked for stands there and can be changed."""

    last_day = day_field(gettext_lazy("Last day, if granted"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason, if you say no"),
        help_text=gettext_lazy("The reason is sent to the body."),
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
        max_length=1000,
        required=False,
    )

    def __init__(self, extension, data=None):
        # Several of these stand on one page.
        super().__init__(data, prefix=f"anstand-{extension.pk}", initial={"last_day": extension.asked_day})
        self.extension = extension

    @property
    def is_confirmed(self):
        """Whether the second word was given, for a day after the compilation."""
        return self.data.get(self.add_prefix("is_confirmed")) == "on"

    def ask_to_confirm(self, why):
        """Say why the day takes a second word, and offer it."""
        self.add_error("last_day", why)
        label = _("I give more time although the answer comes after the compilation")
        self.fields["is_confirmed"] = forms.BooleanField(label=label, required=False)

    def clean(self):
        """A day is needed only where more time is granted, a reason only where it is refused."""
        decision = self.data.get("decision")
        if decision == "grant" and not self.cleaned_data.get("last_day") and not self.errors:
            self.add_error("last_day", _("Choose a day."))
        if decision == "refuse" and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why not. The reason is sent to the body."))
        return self.cleaned_data


class CompilationDayForm(forms.Form):
    """When the answers begin to be put together."""

    compilation_day = day_field(
        gettext_lazy("Day of the compilation"),
        required=False,
        help_text=gettext_lazy("More time than that asks for a second confirmation. May be left out."),
    )
