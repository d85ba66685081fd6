from django import forms
from django.utils.translation import gettext_lazy as _

from strategy import marking, mention_letters
from strategy.forms import HELP, MOST_CHARACTERS

MOST_WORDS = 20_000
WHOLE_SECTION = _("The whole section")
NEW_PARAGRAPH = _("A new paragraph, last in the section")


def _area(rows, **attrs):
    return forms.Textarea(attrs={"rows": rows, "lang": "sv"} | attrs)


class SayForm(forms.Form):
    """Something to say in a conversation."""

    text = forms.CharField(label=_("Comment"), max_length=MOST_WORDS, widget=_area(3))
    mentioned = forms.ModelChoiceField(
        label=_("Mention a colleague"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Gets a letter. You can also write @ and the whole name in the text."),
        widget=forms.Select(attrs={"data-mention": ""}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentioned"].queryset = mention_letters.officials()

    def told(self):
        """All who are mentioned: chosen, or named in the text."""
        chosen = self.cleaned_data["mentioned"]
        named = marking.mentioned_in(self.cleaned_data["text"], self.fields["mentioned"].queryset)
        return list(dict.fromkeys([*([chosen] if chosen else []), *named]))


class _AboutWords(forms.Form):
    """Which words of which block."""

    block = forms.RegexField(r"^[0-9a-f]{8}$", required=False, label=_("Paragraph"), widget=forms.Select)
    quoted = forms.CharField(label=_("The words"), required=False, max_length=MOST_WORDS, widget=_area(2))
    before = forms.CharField(required=False, strip=False, max_length=400, widget=forms.HiddenInput)
    after = forms.CharField(required=False, strip=False, max_length=400, widget=forms.HiddenInput)

    whole = WHOLE_SECTION

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["block"].widget.choices = marking.block_choices(section, self.whole)


class CommentForm(_AboutWords, SayForm):
    """A comment on words, on a paragraph or on the section."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quoted"].help_text = _("As they stand in the paragraph. Empty: the whole paragraph is meant.")
        self.order_fields(["block", "quoted", "before", "after", "text", "mentioned"])


class SuggestForm(_AboutWords):
    """Other words in the place of those quoted, or a paragraph as it is to be; `base` is the state it began from."""

    words = forms.CharField(
        label=_("Words instead"),
        required=False,
        max_length=MOST_WORDS,
        help_text=_("Empty: the words are to go."),
        widget=_area(3),
    )
    body = forms.CharField(
        label=_("Or: the paragraph as you want it"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=HELP,
        widget=_area(6),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2_000, widget=_area(2))
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The paragraph that `body` was when the form was opened.
    body_of = forms.RegexField(r"^[0-9a-f]{8}$", required=False, widget=forms.HiddenInput)

    whole = NEW_PARAGRAPH

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quoted"].label = _("The words to change")
        self.order_fields(["block", "quoted", "before", "after", "words", "body", "reason", "base", "body_of"])


class DecideForm(forms.Form):
    """Yes or no to a suggestion."""

    step = forms.ChoiceField(choices=[("accept", ""), ("reject", "")])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2_000)


class ByHandForm(forms.Form):
    """A suggestion in the editor's own words."""

    text = forms.CharField(
        label=_("The paragraph as it is to stand"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=HELP,
        widget=_area(10),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2_000, widget=_area(2))
    expected_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FilterForm(forms.Form):
    """Which comments and suggestions of a document are shown."""

    lage = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("oppna", _("What waits")), ("avgjorda", _("What has been settled"))]
    )
    slag = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), ("comment", _("Comments")), ("suggestion", _("Suggestions"))],
    )
    av = forms.ModelChoiceField(label=_("By"), required=False, queryset=None, empty_label=_("Everyone"))
    avsnitt = forms.ChoiceField(label=_("Section"), required=False)
    utan_plats = forms.BooleanField(label=_("Only those without a place"), required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["av"].queryset = mention_letters.officials()
        titles = [(str(place.section.key), place.title) for place in places]
        self.fields["avsnitt"].choices = [("", _("All")), *titles]

    def wanted(self):
        """The choice; nonsense chooses nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return marking.Wanted(
            state=said.get("lage") or marking.OPEN,
            kind=said.get("slag") or "",
            person=said["av"].pk if said.get("av") else None,
            section=said.get("avsnitt") or None,
            lost=bool(said.get("utan_plats")),
        )
