"""Examples for the page of components, so that it is drawn by the same templates as the real pages."""

from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from consultations.deadlines import Deadline

OPENED = date(2021, 4, 6)
LAST_DAY = date(2021, 6, 30)


class ExampleForm(forms.Form):
    """One field of each sort."""

    organisation = forms.CharField(label=_("Name of the organisation"), help_text=_("As it stands in your decision."))
    email = forms.EmailField(
        label=_("E-mail to the one who is to have the receipt"),
        error_messages={"invalid": _("Write the address with @, such as name@exempelby.example")},
    )
    handling = forms.ChoiceField(
        label=_("Handling"),
        choices=[("change", _("Leads to a change")), ("none", _("Does not lead to a change"))],
    )
    comment = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    version = forms.CharField(
        label=_("Locked field"),
        help_text=_("The version is frozen and cannot be changed."),
        disabled=True,
        initial="2",
    )
    sender = forms.ChoiceField(
        label=_("Who answers?"),
        choices=[("organisation", _("An organisation")), ("person", _("A private person"))],
        widget=forms.RadioSelect,
    )
    wording = forms.BooleanField(label=_("We want to propose new words"), required=False)
    attachment = forms.FileField(
        label=_("Attach an extract of the minutes"), help_text=_("PDF or Word, at most 20 MB."), required=False
    )


def examples():
    """What the templates of the components expect."""
    sent = {
        "organisation": "Exempelby kommun",
        "email": "namn.exempelby",
        "handling": "change",
        "sender": "organisation",
        "wording": "on",
    }
    return {
        "form": ExampleForm(sent, auto_id="exempel_%s"),
        "deadlines": [_deadline(days_before) for days_before in (49, 5, 0, -1)],
        "opened": OPENED,
        "page": Paginator(range(60), 20).page(2),
    }


def _deadline(days_left):
    deadline = Deadline(LAST_DAY)
    days = deadline.days_left(LAST_DAY - timedelta(days=days_left))
    return {"deadline": deadline, "days_left": days, "is_open": days >= 0}
