"""The steps of a round that take a word of why: they stop it, or let it go on."""

from django import forms
from django.utils.translation import gettext_lazy

from consultations.forms_workspace import day_field
from consultations.workflow import RoundTransition


class StepForm(forms.Form):
    """A step with its reason, which is sent to all invited. Several stand on one page."""

    transition: RoundTransition
    button = "btn-alt"

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The reason is sent to all invited."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Say why. The reason is sent to all invited.")},
    )

    def __init__(self, data=None, *, consultation):
        super().__init__(data, auto_id=f"id_{self.transition}_%s", initial=self.initial_of(consultation))

    @staticmethod
    def initial_of(_consultation):
        """What stands in the form before anything is typed."""
        return {}

    @property
    def label(self):
        """What the step is called."""
        return self.transition.label


class PauseForm(StepForm):
    transition = RoundTransition.PAUSE


class ResumeForm(StepForm):
    """Goes on, with another last day when somebody chooses one."""

    transition = RoundTransition.RESUME
    last_day = day_field(gettext_lazy("Last day to answer from now on"))
    field_order = ["last_day", "reason"]

    @staticmethod
    def initial_of(consultation):
        """The last day as it was before the pause."""
        return {"last_day": consultation.last_day}


class WithdrawForm(StepForm):
    transition = RoundTransition.WITHDRAW
    button = "btn-stop"


FORMS = {form.transition: form for form in (PauseForm, ResumeForm, WithdrawForm)}


def forms_for(consultation, transitions, *, sent=None):
    """The forms of those of these steps that take a reason; `sent` is shown again with what was typed."""
    asked = [FORMS[transition] for transition in transitions if transition in FORMS]
    return [sent if isinstance(sent, form) else form(consultation=consultation) for form in asked]
