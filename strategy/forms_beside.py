"""What is typed about corrections and short tellings."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from rus_portal import clock
from strategy import blocks, languages
from strategy.forms import MOST_CHARACTERS

SWEDISH = {"lang": "sv"}
MOST_WORDS = 5_000
# What only a section of the strategy can have: it needs the document around it.
_ONLY_IN_SECTIONS = re.compile(r'<figure|class="footnote"|<a href="#')


def _area(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows} | attrs)


class ErratumForm(forms.Form):
    """What is wrong in a frozen text, what it should be, and who has decided it."""

    WHOLE = "hela"

    section = forms.ChoiceField(
        label=_("Section"),
        widget=forms.Select(attrs=SWEDISH),
        help_text=_("The whole document only when something is missing and no words are quoted."),
        error_messages={"required": _("Choose the section in which it stands.")},
    )
    wrong = forms.CharField(
        label=_("What it says"),
        required=False,
        max_length=MOST_WORDS,
        widget=_area(3, lang="sv"),
        help_text=_("Copy the words from the section. Leave it empty when something is missing."),
    )
    paragraph = forms.IntegerField(
        label=_("Paragraph"),
        required=False,
        min_value=1,
        help_text=_("Its number in the section, only when the words stand in several, or when something is missing."),
    )
    right = forms.CharField(label=_("What it should say"), max_length=MOST_WORDS, widget=_area(3, lang="sv"))
    reason = forms.CharField(label=_("Why"), required=False, max_length=MOST_WORDS, widget=_area(2, lang="sv"))
    decided_by = forms.CharField(
        label=_("Decided by"),
        max_length=200,
        widget=forms.TextInput(attrs=SWEDISH),
        help_text=_("The body or the officer, with the paragraph of the minutes if there is one."),
    )
    decided_on = forms.DateField(
        label=_("Day of the decision"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(one.key), one.title) for one in sections]
        self.fields["section"].choices = [("", _("Choose a section")), (self.WHOLE, _("The whole document")), *choices]

    def clean_decided_on(self):
        """Nothing is decided in advance."""
        day = self.cleaned_data["decided_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day has not come yet. A correction is noted when it has been decided."))
        return day

    def clean(self):
        """Words that are quoted stand in a section."""
        data = super().clean()
        if data.get("section") == self.WHOLE and (data.get("wrong") or data.get("paragraph")):
            self.add_error("section", _("Choose the section in which it stands."))
        return data


class WithdrawForm(forms.Form):
    """Why a correction no longer holds."""

    reason = forms.CharField(label=_("Why it no longer holds"), max_length=MOST_WORDS, widget=_area(2, lang="sv"))


class SummaryForm(forms.Form):
    """A document told shortly. `versions` are those it can be about, the newest first."""

    title = forms.CharField(label=_("Title"), max_length=200)
    lead = forms.CharField(label=_("Lead"), required=False, max_length=1_000, widget=_area(2))
    body = forms.CharField(
        label=_("Text"),
        max_length=MOST_CHARACTERS,
        widget=_area(18),
        help_text=_(
            "Leave an empty line between paragraphs. ## Heading, - list, 1. numbered list, > quotation, "
            "**bold**, *italics*, [text](address)."
        ),
    )
    version = forms.TypedChoiceField(
        label=_("Tells of"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Readers are told when there is a newer version than this one."),
    )
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, versions, language=languages.OWN, **kwargs):
        super().__init__(*args, **kwargs)
        named = [
            (one.number, _("Version %(number)d, %(label)s") % {"number": one.number, "label": one.label})
            for one in versions
        ]
        self.fields["version"].choices = [("", _("No version: the work as a whole")), *named]
        for name in ("title", "lead", "body"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": languages.direction(language)}

    def clean_body(self):
        """Text alone: pictures, footnotes and references belong to the strategy itself."""
        text = self.cleaned_data["body"]
        if any(_ONLY_IN_SECTIONS.search(block["html"]) for block in blocks.from_markdown(text)):
            raise forms.ValidationError(
                _("A summary is text alone: no pictures, footnotes or references to sections. Links to addresses work.")
            )
        return text

    def facts(self, versions, was=()):
        """What the actions keep; `was` is the text whose paragraphs keep their ids."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "lead": data["lead"],
            "body": blocks.from_markdown(data["body"], list(was)),
            "version": next((one for one in versions if one.number == data["version"]), None),
        }


class NewSummaryForm(SummaryForm):
    """The same with what cannot be changed later: its language, and whether it is in easy words."""

    language = forms.ChoiceField(label=_("Language"), choices=languages.CHOICES)
    is_easy_read = forms.BooleanField(label=_("In easy words"), required=False)

    field_order = ("language", "is_easy_read")

    def __init__(self, *args, taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean(self):
        """One of each kind in each language."""
        data = super().clean()
        if (data.get("language"), data.get("is_easy_read")) in self.taken:
            self.add_error("language", _("There is one already. Change that one instead."))
        return data
