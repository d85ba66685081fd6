"""The officials' forms: input -> clean values, with messages."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import Response, Timeliness
from consultations.workflow import ResponseState
from rus_portal.accounts.models import Category


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


class ExtensionForm(forms.Form):
    """Decides a request for more time: the day asked for stands there and can be changed."""

    last_day = day_field(gettext_lazy("Last day, if granted"), required=False)

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
        """A day is needed only where more time is granted."""
        grants = self.data.get("decision") == "grant"
        if grants and not self.cleaned_data.get("last_day") and not self.errors:
            self.add_error("last_day", _("Choose a day."))
        return self.cleaned_data


class CompilationDayForm(forms.Form):
    """When the answers begin to be put together."""

    compilation_day = day_field(
        gettext_lazy("Day of the compilation"),
        required=False,
        help_text=gettext_lazy("More time than that asks for a second confirmation. May be left out."),
    )


SORTS = {
    "": ("-received_at", "-pk"),
    "aldst": ("received_at", "pk"),
    "avsandare": ("organisation__sort_key", "sender_name", "pk"),
    "stallning": ("stance", "-received_at", "-pk"),
}


class FilterForm(forms.Form):
    """Which received answers, in which order. What makes no sense is ignored."""

    lage = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("All")), *ResponseState.choices], required=False
    )
    grupp = forms.ChoiceField(
        label=gettext_lazy("Group"),
        choices=[("", gettext_lazy("All")), *Category.choices, ("person", gettext_lazy("Private persons"))],
        required=False,
    )
    tid = forms.ChoiceField(
        label=gettext_lazy("In time"), choices=[("", gettext_lazy("All")), *Timeliness.choices], required=False
    )
    visa = forms.ChoiceField(
        label=gettext_lazy("Show only"),
        choices=[
            ("", gettext_lazy("All")),
            ("preliminara", gettext_lazy("Preliminary, waiting for a decision")),
            ("gemensamma", gettext_lazy("Joint answers")),
            ("bestridda", gettext_lazy("Said not to be from the sender")),
        ],
        required=False,
    )
    ordning = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("Newest first")),
            ("aldst", gettext_lazy("Oldest first")),
            ("avsandare", gettext_lazy("By sender")),
            ("stallning", gettext_lazy("By stance")),
        ],
        required=False,
    )

    def narrow(self, responses):
        """These answers, filtered and in order."""
        self.is_valid()
        chosen = self.cleaned_data
        if state := chosen.get("lage"):
            responses = responses.filter(state=state)
        if group := chosen.get("grupp"):
            responses = responses.filter(
                **({"sender_kind": "person"} if group == "person" else {"organisation__category": group})
            )
        if timeliness := chosen.get("tid"):
            responses = responses.filter(timeliness=timeliness)
        match chosen.get("visa"):
            case "preliminara":
                responses = responses.awaiting_decision()
            case "bestridda":
                responses = responses.disowned()
            case "gemensamma":
                responses = responses.filter(
                    Exists(Response.joint_with.through.objects.filter(response=OuterRef("pk")))
                )
        return responses.order_by(*SORTS[chosen.get("ordning", "")])

    @property
    def is_narrowed(self):
        """Whether fewer than all are asked for."""
        return any(self.cleaned_data.get(name) for name in ("lage", "grupp", "tid", "visa"))
