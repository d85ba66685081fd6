"""The officials' forms: input -> clean values, with messages."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import Timeliness
from consultations.workflow import ResponseState
from rus_portal.accounts import orgnumber
from rus_portal.accounts.models import Category, Organisation


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


class WithdrawForm(forms.Form):
    """Withdraws a round."""

    def __init__(self, *args, **kwargs):
        # It stands on the same page as the form that moves the last day.
        super().__init__(*args, auto_id="id_withdraw_%s", **kwargs)

    reason = forms.CharField(
        label=gettext_lazy("Reason for withdrawing it"),
        help_text=gettext_lazy("The reason is sent to all invited."),
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

    def clean(self):
        """A day is needed only where more time is granted."""
        grants = self.data.get("decision") == "grant"
        if grants and not self.cleaned_data.get("last_day") and not self.errors:
            self.add_error("last_day", _("Choose a day."))
        return self.cleaned_data


class ContactForm(forms.Form):
    """Where a body's letters go."""

    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=150, required=False)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address for the letters"),
        help_text=gettext_lazy("Often the body's registry."),
        error_messages={
            "required": gettext_lazy("Write the address that the letters shall go to."),
            "invalid": gettext_lazy("Write the address with @, such as name@exempelby.example."),
        },
    )


class InviteForm(ContactForm):
    """Invites a body: one that the portal knows, or a new one."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("A new organisation, see below"),
        error_messages={"invalid_choice": gettext_lazy("The organisation is not in the list, or is invited already.")},
    )
    name = forms.CharField(label=gettext_lazy("Name of the new organisation"), max_length=200, required=False)
    category = forms.ChoiceField(label=gettext_lazy("Group"), choices=Category, initial=Category.OTHER, required=False)
    number = forms.CharField(
        label=gettext_lazy("Organisation number"),
        help_text=gettext_lazy("May be left out. Ten digits, such as 232100-0081."),
        max_length=20,
        required=False,
        validators=[orgnumber.validate],
    )
    registry_email = forms.EmailField(
        label=gettext_lazy("Registry e-mail"),
        help_text=gettext_lazy("May be left out. A copy of the receipt goes there."),
        required=False,
        error_messages={"invalid": gettext_lazy("Write the address with @, such as name@exempelby.example.")},
    )

    field_order = ["organisation", "name", "category", "number", "registry_email", "contact_name", "contact_email"]

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        uninvited = Organisation.objects.exclude(invitations__consultation=consultation)
        self.fields["organisation"].queryset = uninvited.in_swedish_order()

    def clean(self):
        """One organisation, and no other of that name or number."""
        values = super().clean()
        if not values.get("organisation") and "organisation" not in self.errors:
            self._check_new(values)
        elif values.get("organisation") and values.get("name"):
            self.add_error("name", _("Choose an organisation or write a new one, not both."))
        return values

    def _check_new(self, values):
        name = " ".join(values.get("name", "").split())
        number = orgnumber.normalise(values.get("number", ""))
        if not name:
            self.add_error("organisation", _("Choose an organisation, or write the name of a new one."))
        elif Organisation.objects.filter(name__iexact=name).exists():
            self.add_error("name", _("The organisation exists already. Choose it in the list, or see who is invited."))
        if number and Organisation.objects.filter(number=number).exists():
            self.add_error("number", _("Another organisation has this number. Choose it in the list."))
        values |= {"name": name, "number": number}


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
        return responses.order_by(*SORTS[chosen.get("ordning", "")])

    @property
    def is_narrowed(self):
        """Whether fewer than all are asked for."""
        return any(self.cleaned_data.get(name) for name in ("lage", "grupp", "tid"))
