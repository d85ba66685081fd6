"""The steps of a round that take a word of why: they stop it, or let it go on."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations import compiling, publication
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
        self.consultation = consultation

    @staticmethod
    def initial_of(_consultation):
        """What stands in the form before anything is typed."""
        return {}

    @property
    def says(self):
        """What follows from the step, in sentences above its fields."""
        return []

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


class CompileForm(StepForm):
    """Approves the compilation. Sections with comments and without a summary ask for a second word."""

    transition = RoundTransition.COMPILE
    button = "btn-go"
    reason = None
    signed_by = forms.CharField(
        label=gettext_lazy("Signed off by"),
        help_text=gettext_lazy("Name and title, as it is to stand on the compilation."),
        max_length=200,
        error_messages={"required": gettext_lazy("Say who stands for the compilation.")},
    )

    def __init__(self, data=None, *, consultation):
        super().__init__(data, consultation=consultation)
        if missing := len(compiling.sections_without_summary(consultation, compiling.count_round(consultation))):
            label = ngettext(
                "I approve although %(n)d section with comments has no summary",
                "I approve although %(n)d sections with comments have no summary",
                missing,
            )
            refused = gettext_lazy("Write the summaries first, or tick that you approve anyway.")
            self.fields["despite_gaps"] = forms.BooleanField(
                label=label % {"n": missing}, error_messages={"required": refused}
            )


class PublishForm(StepForm):
    """Publishes the compilation; says first which answers go with it, and which do not."""

    transition = RoundTransition.PUBLISH
    button = "btn-go"
    reason = None

    @property
    def says(self):
        number, held_back = publication.going_out(self.consultation)
        yield _("Everyone can read the approved compilation.")
        approved = ngettext(
            "%(n)d answer whose web version is approved goes on the web with it. Its sender is told by letter.",
            "%(n)d answers whose web versions are approved go on the web with it. Their senders are told by letter.",
            number,
        )
        yield approved % {"n": number} if number else _("No answer goes on the web with it.")
        for why, count in held_back:
            held = ngettext("%(n)d answer is held back: %(why)s.", "%(n)d answers are held back: %(why)s.", count)
            yield held % {"n": count, "why": why}


FORMS = {form.transition: form for form in (PauseForm, ResumeForm, WithdrawForm, CompileForm, PublishForm)}


def forms_for(consultation, transitions, *, sent=None):
    """The forms of those of these steps that take a reason; `sent` is shown again with what was typed."""
    asked = [FORMS[transition] for transition in transitions if transition in FORMS]
    return [sent if isinstance(sent, form) else form(consultation=consultation) for form in asked]
