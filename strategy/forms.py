import uuid
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from strategy.log import LABELS
from strategy.models import SectionKind

# A section of a strategy is a few thousand characters; this is a long book.
MOST_CHARACTERS = 200_000
HELP = _(
    "Leave an empty line between paragraphs. ## Heading, - list, 1. numbered list, > quotation, "
    "**bold**, *italics*, [text](address), ^[footnote], ![what it shows](address of a picture) caption."
)


class SectionForm(forms.Form):
    """A section as it is written. `expected_revision` says which saved text the writer began from."""

    heading = forms.CharField(label=_("Heading"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=SectionKind)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=HELP,
        widget=forms.Textarea(attrs={"rows": 18, "lang": "sv"}),
    )
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class NewSectionForm(forms.Form):
    """A new section; `parent` is one of the places given."""

    heading = forms.CharField(label=_("Heading"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=SectionKind, initial=SectionKind.TEXT)
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=HELP,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "sv"}),
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = parent_choices(places)


class PlaceForm(forms.Form):
    """Where a section is to stand: last under another one."""

    parent = forms.ChoiceField(
        label=_("Move it to stand last under"),
        required=False,
        error_messages={"invalid_choice": _("The section cannot stand there. Nothing has been moved.")},
    )

    def __init__(self, *args, places, section, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = parent_choices(_outside(section, places))


@dataclass(frozen=True)
class Wanted:
    """Which section is to go where; `beside` is another one's key, or None for a step."""

    key: uuid.UUID
    where: str
    beside: uuid.UUID | None = None


class ArrangeForm(forms.Form):
    """One move in the tree: a button names the step and the section, dragging the section and another one."""

    STEPS = ("up", "down", "in", "out")

    up, down, out = (forms.UUIDField(required=False) for _n in range(3))
    key = forms.UUIDField(required=False)
    beside = forms.UUIDField(required=False)
    where = forms.ChoiceField(required=False, choices=[(where, where) for where in ("before", "after", "into")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A word of Python's own cannot be the name of an attribute.
        self.fields["in"] = forms.UUIDField(required=False)

    def clean(self):
        """Exactly one move."""
        said = super().clean()
        moves = [Wanted(said[step], step) for step in self.STEPS if said.get(step)]
        if said.get("key") and said.get("beside") and said.get("where"):
            moves.append(Wanted(said["key"], said["where"], said["beside"]))
        if len(moves) != 1:
            raise forms.ValidationError("one move")
        self.wanted = moves[0]
        return said


class ImageForm(forms.Form):
    """A picture for the text."""

    file = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, at most 10 MB. Place, camera and names that are hidden in the file are left out."),
    )

    REFUSALS = {
        "size": _("The picture is larger than 10 MB. Make it smaller and try again."),
        "kind": _("This is not a PNG or JPEG picture. Save it as one of these and try again."),
        "points": _("The picture has more than 24 million points. Make it smaller and try again."),
        "broken": _("The picture cannot be read. Save it anew and try again."),
    }

    def refusal(self, reason):
        """The sentence for ImageRefusedError.reason."""
        return self.REFUSALS[reason]


class WeighForm(forms.Form):
    """One cell of the matrix."""

    is_relevant = forms.TypedChoiceField(
        label=_("Does the principle matter here?"),
        choices=[("1", _("Yes, this is how it was weighed")), ("0", _("Not relevant, for this reason"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "sv"}),
        help_text=_("How it was weighed, or why it is not relevant. Two or three sentences are enough."),
    )
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class FreezeForm(forms.Form):
    label = forms.CharField(
        label=_("Name of the version"), max_length=100, help_text=_("For example: Consultation edition.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
        help_text=_("Why it is frozen now, and who has decided it."),
    )


class RefuseFreezeForm(forms.Form):
    answer = forms.CharField(
        label=_("Why not"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
        help_text=_("The one who asked gets your words in a letter, and they stand in the log."),
    )


def _outside(section, places):
    """The places that are neither the section nor anywhere below it; `places` stand in reading order."""
    inside = {section.pk}
    for place in places:
        if place.section.parent_id in inside:
            inside.add(place.section.pk)
    return [place for place in places if place.section.pk not in inside]


def parent_choices(places):
    """The top of the document, and every place that may have something below it."""
    return [("", _("The top of the document")), *((str(place.section.key), place.title) for place in places)]


class VersionStepForm(forms.Form):
    """What a body has decided about a version, or why it goes on."""

    step = forms.ChoiceField(label=_("What has happened?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Who decided, which day and under which §, or why"),
        help_text=_("It stands in the log, for all officials to see."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
    )

    def __init__(self, *args, ways, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(way.value, LABELS[way]) for way in ways]
