"""What is typed into the registers: evidence, what stands on it, the required content, the guiding principles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rus_portal.clock.periods import FuzzyPeriod, InvalidPeriodError
from rus_portal.clock.worded import edtf_of
from strategy import blocks
from strategy.actions import gathering
from strategy.forms import MOST_CHARACTERS
from strategy.models import EvidenceKind, Participants

SWEDISH = {"lang": "sv"}
GLYPHS = [
    ("leaf", _("Leaf")),
    ("heart", _("Heart")),
    ("nodes", _("Nodes")),
    ("pixels", _("Pixels")),
    ("sun", _("Sun")),
    ("drop", _("Drop")),
    ("hill", _("Hills")),
    ("ring", _("Ring")),
]


class Picks(forms.MultipleChoiceField):
    """Some of many things, drawn as a list to tick that can be scrolled."""

    widget = forms.CheckboxSelectMultiple


class PeriodField(forms.CharField):
    """A time in words or as EDTF; it gives EDTF, and shows what it was given in words."""

    def prepare_value(self, value):
        """What stands in the field: what was typed stays, what is kept is written out."""
        try:
            return str(FuzzyPeriod.parse(value)) if value else value
        except InvalidPeriodError:
            return value

    def clean(self, value):
        """EDTF, or nothing."""
        written = super().clean(value)
        try:
            return edtf_of(written)
        except InvalidPeriodError as wrong:
            raise forms.ValidationError(
                _("This is not a time that the portal understands. Write it as in the help, or use words below.")
            ) from wrong


def section_choices(places):
    """Every section, by key."""
    return [(str(place.section.key), place.title) for place in places]


class EvidenceForm(forms.Form):
    """A piece of evidence. `places` are the sections it can be linked to, `known` groups that are not among ours."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs=SWEDISH))
    kind = forms.ChoiceField(label=_("Kind"), choices=EvidenceKind)
    period = PeriodField(
        label=_("When, as exactly as it is known"),
        required=False,
        max_length=60,
        help_text=_(
            "A day, a month, a season, a year, or from one to another: 3 November 2020, November 2020, autumn 2020, "
            "2019–2020. Leave it empty rather than guess."
        ),
    )
    period_label = forms.CharField(
        label=_("When, in words"),
        required=False,
        max_length=60,
        help_text=_("Only when the field above cannot say it: late autumn 2020, two school terms."),
        widget=forms.TextInput(attrs=SWEDISH),
    )
    sort_start = forms.DateField(
        label=_("Earliest day it can be"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Together with words only. It sorts the list and is never shown."),
    )
    sort_end = forms.DateField(
        label=_("Latest day it can be"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    participants = forms.IntegerField(
        label=_("How many took part"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("Leave it empty when it is not known."),
    )
    audience = forms.CharField(
        label=_("Who took part, in words"), required=False, max_length=200, widget=forms.TextInput(attrs=SWEDISH)
    )
    categories = forms.MultipleChoiceField(
        label=_("Which groups took part"),
        required=False,
        choices=Participants,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = forms.CharField(
        label=_("What it is and what it shows"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "sv"}),
    )
    unknown = forms.CharField(
        label=_("What is not known"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
        help_text=_("How many were asked, how the answers divide between women and men, who was not reached."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=SWEDISH),
        help_text=_("Where it can be read, or who keeps it."),
    )
    sections = Picks(label=_("Sections that stand on it"), required=False)
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, places, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = section_choices(places)
        ours = set(Participants.values)
        others = [(one, one) for one in known if one not in ours]
        self.fields["categories"].choices = [*Participants.choices, *others]

    def clean(self):
        """Two ways of saying when are one too many; what words mean runs forward."""
        data = super().clean()
        if data.get("period") and data.get("period_label"):
            self.add_error("period_label", _("Say when either as a time or in words, not both."))
        if data.get("sort_start") and data.get("sort_end") and data["sort_end"] < data["sort_start"]:
            self.add_error("sort_end", _("The latest day comes before the earliest."))
        return data

    def facts(self):
        """What the actions keep."""
        return {name: self.cleaned_data[name] for name in gathering.FACTS}


class StandOnForm(forms.Form):
    """Which evidence a section stands on. `shown` is what was ticked when the page was made."""

    evidence = Picks(label=_("Evidence"), required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5_000)

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [(one.slug, one.title) for one in found]

    def clean_shown(self):
        """Addresses of evidence with commas between."""
        return [slug for slug in self.cleaned_data["shown"].split(",") if slug]


class CoverageForm(forms.Form):
    """Where one requirement is met, or why it is not."""

    sections = Picks(label=_("Sections that meet it"), required=False)
    evidence = Picks(label=_("Evidence that meets it"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "sv"}),
        help_text=_("How it is met. When nothing is chosen above: why it is missing. Everyone can read the note."),
    )
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, places, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = section_choices(places)
        self.fields["evidence"].choices = [(one.slug, one.title) for one in found]

    def clean(self):
        """Something is said."""
        data = super().clean()
        if not self.errors and not (data["sections"] or data["evidence"] or data["note"].strip()):
            self.add_error("note", _("Choose what meets the requirement, or say why it is missing."))
        return data


class PrincipleForm(forms.Form):
    """A guiding principle of the working text."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs=SWEDISH))
    summary = forms.CharField(
        label=_("In one sentence"), max_length=250, widget=forms.Textarea(attrs={"rows": 2, "lang": "sv"})
    )
    text = forms.CharField(
        label=_("What it means"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "sv"}),
        help_text=_("Leave an empty line between paragraphs."),
    )
    glyph = forms.ChoiceField(label=_("Shape"), choices=GLYPHS, help_text=_("It stands beside number and name."))
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def facts(self, was=()):
        """What the actions keep; `was` is the text whose paragraphs keep their ids."""
        data = self.cleaned_data
        return {name: data[name] for name in ("name", "summary", "glyph")} | {
            "text": blocks.from_markdown(data["text"], list(was))
        }
