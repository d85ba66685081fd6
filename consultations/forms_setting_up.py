"""The forms with which a round is set up: input -> clean values, with messages. What is missing may be saved too."""

from django import forms
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import QuestionKind
from rus_portal import clock
from strategy import blocks
from strategy.forms import HELP, MOST_CHARACTERS

FEWEST_CHOICES, MOST_CHOICES, LONGEST_CHOICE = 2, 12, 150


def _long(label, rows, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows, "lang": "sv"})
    return forms.CharField(label=label, widget=widget, required=False, max_length=20_000, **kwargs)


class VersionChoice(forms.ModelChoiceField):
    """Frozen versions by name, number, purpose and day; an older one says that there is a newer."""

    def label_from_instance(self, version):
        """What tells one version from another."""
        day = date_format(version.frozen_at.astimezone(clock.STOCKHOLM), "j F Y")
        names = {"title": version.title, "number": version.number, "label": version.label, "day": day}
        words = _("%(title)s, version %(number)d: %(label)s, frozen %(day)s") % names
        # Not inside an f-string: there the collecting of texts to translate does not see it.
        newer = _("There is a newer version of this text.")
        return f"{words}. {newer}" if version.has_newer else words


class VersionForm(forms.Form):
    """What is sent out, what the round is called, and where it stands on the web."""

    version = VersionChoice(
        label=gettext_lazy("Which frozen version?"),
        queryset=None,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose a version."),
            "invalid_choice": gettext_lazy("This version cannot be sent out any more. Choose another."),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the consultation"),
        help_text=gettext_lazy("As it stands on the page and in the letters, such as: Proposal for a strategy."),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "sv"}),
        error_messages={"required": gettext_lazy("Write a title.")},
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year in the address"),
        min_value=2000,
        max_value=2100,
        error_messages={"required": gettext_lazy("Write the year."), "invalid": gettext_lazy("Write a year.")},
    )
    slug = forms.SlugField(
        label=gettext_lazy("Last part of the address"),
        help_text=gettext_lazy("Small letters, digits and hyphens. Leave it empty, and it is made from the title."),
        required=False,
        max_length=50,
        error_messages={"invalid": gettext_lazy("Write only a–z, digits and hyphens, such as: strategy-2030.")},
    )

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions

    def clean(self):
        """An address from the title, where none is given."""
        values = super().clean()
        if not values.get("slug") and "slug" not in self.errors and values.get("title"):
            values["slug"] = slugify(values["title"])[:50].strip("-")
            if not values["slug"]:
                self.add_error("slug", _("No address can be made from the title. Write one."))
        values["slug"] = values.get("slug", "").lower()
        return values


class LetterForm(forms.Form):
    """The cover letter, as Markdown."""

    lead = forms.CharField(
        label=gettext_lazy("The consultation in a sentence"),
        help_text=gettext_lazy("Stands below the title and in lists."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"lang": "sv"}),
    )
    letter = forms.CharField(
        label=gettext_lazy("Cover letter"),
        help_text=HELP,
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 20, "lang": "sv"}),
    )
    signed_by = forms.CharField(
        label=gettext_lazy("Signed by"),
        help_text=gettext_lazy("Who sends the letter, such as: the regional development committee."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "sv"}),
    )

    def blocks(self, previous):
        """The letter as blocks; unchanged paragraphs keep their ids."""
        return blocks.from_markdown(self.cleaned_data["letter"], previous)


class QuestionForm(forms.Form):
    """One question: what, how it is answered, and about which section."""

    text = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"}),
        error_messages={"required": gettext_lazy("Write the question.")},
    )
    hint = forms.CharField(
        label=gettext_lazy("Help for whoever answers"),
        help_text=gettext_lazy("May be left out. A sentence that makes the question easier to answer."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"lang": "sv"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How is it answered?"),
        choices=QuestionKind,
        initial=QuestionKind.TEXT,
        widget=forms.RadioSelect,
    )
    choices = forms.CharField(
        label=gettext_lazy("Alternatives"),
        help_text=gettext_lazy("Only for a question with alternatives: one on each line, two to twelve."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "sv"}),
    )
    section = forms.ModelChoiceField(
        label=gettext_lazy("What is it about?"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("The whole proposal"),
    )
    label = forms.CharField(
        label=gettext_lazy("Short name in tables"),
        help_text=gettext_lazy("May be left out. Then it is the first words of the question."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"lang": "sv"}),
    )

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections
        self.fields["section"].label_from_instance = lambda section: section.title

    def clean_choices(self):
        """The alternatives as a list, without empty lines and without the same twice."""
        return list(
            dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines() if line.strip())
        )

    def clean(self):
        """A choice has something to choose from."""
        values = super().clean()
        choices = values.get("choices", [])
        if values.get("kind") == QuestionKind.CHOICE and "choices" not in self.errors:
            if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
                self.add_error("choices", _("Write two to twelve alternatives, one on each line."))
            elif any(len(choice) > LONGEST_CHOICE for choice in choices):
                self.add_error("choices", _("An alternative can have at most 150 characters."))
        return values


class FactsForm(forms.Form):
    """Registry number, whom one asks, how one answers, and what becomes of the answer."""

    registry_number = forms.CharField(label=gettext_lazy("Registry number"), required=False, max_length=40)
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), required=False, max_length=150)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail of the contact"),
        help_text=gettext_lazy("Stands on the page and in the letters. Requests for more time go there."),
        required=False,
        error_messages={"invalid": gettext_lazy("Write the address with @, such as name@exempelby.example.")},
    )
    formats = _long(gettext_lazy("Which formats we take"), 3)
    other_ways = _long(gettext_lazy("Other ways to answer"), 3)
    if_late = _long(gettext_lazy("If the answer is late"), 3)
    personal_data = _long(gettext_lazy("How we handle personal data"), 9)
    publication_notice = _long(
        gettext_lazy("What is published"), 7, help_text=gettext_lazy("Is shown before somebody sends an answer.")
    )


class ContactPersonForm(forms.Form):
    """Whom one asks, when the round has opened."""

    contact_name = forms.CharField(
        label=gettext_lazy("Contact person"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write who answers questions.")},
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail of the contact"),
        error_messages={
            "required": gettext_lazy("Write an address."),
            "invalid": gettext_lazy("Write the address with @, such as name@exempelby.example."),
        },
    )


class CoverageForm(forms.Form):
    """For each group that the law asks to be heard and that nobody is invited from: why not."""

    def __init__(self, data=None, *, groups):
        super().__init__(data)
        for group in groups:
            self.fields[group.category.value] = forms.CharField(
                label=_("Why nobody from the group “%(group)s”?") % {"group": group.category.label},
                initial=group.reason,
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"lang": "sv"}),
            )
