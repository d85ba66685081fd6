from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

WORKING_COPY = "nu"


class CompareForm(forms.Form):
    """Two versions of a document, by their numbers; officials may choose the working copy too."""

    a = forms.ChoiceField(label=gettext_lazy("Compare"))
    b = forms.ChoiceField(label=pgettext_lazy("compare", "with"))

    def __init__(self, versions, *args, with_working_copy=False, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(version.number), _named(version)) for version in versions]
        if with_working_copy:
            choices.insert(0, (WORKING_COPY, _("Working text, as it is now")))
        self.fields["a"].choices = self.fields["b"].choices = choices
        self.initial = {"a": choices[min(1, len(choices) - 1)][0], "b": choices[0][0]} | self.initial

    def clean(self):
        """The working copy can be compared with what is frozen, not with itself."""
        said = super().clean()
        if said.get("a") == said.get("b") == WORKING_COPY:
            self.add_error("b", _("Choose a frozen version to compare the working text with."))
        return said


def _named(version):
    return _("Version %(number)d, %(label)s") % {"number": version.number, "label": version.label}
