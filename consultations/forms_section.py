"""What is said of one frozen section: of the whole, and in remarks on paragraphs and words of it."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from consultations import commenting, fields, remarks, wording
from consultations.forms import STANCE_CHOICES, PartForm, StanceField, question_fields, text_field

# The remark that the page holds ready for static/js/remarks.js to copy. `remarks.is_name` says no to such a name.
TEMPLATE = "NEW-NAME"


class RemarkStanceField(forms.ChoiceField):
    """The stances in a short list: a remark has more to say than its stance."""

    def __init__(self, **kwargs):
        none = [("", gettext_lazy("No stance"))]
        choices = none + [(value, label) for value, label, _hint, _icon in STANCE_CHOICES]
        super().__init__(choices=choices, required=False, **kwargs)

    def validate(self, value):
        """What is wrong is said by `fields.problems`, in one way for every part."""


@dataclass
class Card:
    """A remark as the page shows it. `place` is None when the whole paragraph is meant, or the words are not there."""

    name: str
    block: str
    paragraph: int
    text: str
    place: remarks.Place | None
    is_lost: bool
    fields: dict = field(default_factory=dict)
    number: int = 0

    @property
    def quoted(self):
        return self.place.words if self.place else self.text


class SectionForm(PartForm):
    """What is said of one frozen section. `new` is a paragraph that a new remark is to be about."""

    def __init__(self, data=None, *, values, versions, section, is_person, questions=(), new=""):
        super().__init__(data, values=values, versions=versions)
        self.section, self.is_person = section, is_person
        self.frozen = {}
        self._ask_of_the_whole()
        self.fields |= question_fields(questions)
        self.question_names = [fields.question_field(question.order) for question in questions]
        self.said = values if data is None else values | {name: data[name] for name in data if remarks.is_name(name)}
        self.cards = self._cards(values, new)
        self.removed = [self._card(name, said) for name, said in self._own(values, removed=True).items()]

    def _ask_of_the_whole(self):
        stance, comment, proposal = _labels(self.is_person)
        self._ask("stance", StanceField(label=stance, cards=STANCE_CHOICES))
        self._ask("comment", text_field(comment, rows=7))
        name = self._ask("proposal", text_field(proposal, rows=9, help_text=_proposal_hint()))
        self._fill_in(name, commenting.frozen_text(self.section))

    def _ask(self, part, asked):
        name = fields.section_field(self.section.key, part)
        self.fields[name] = asked
        return name

    def _fill_in(self, name, frozen):
        """A proposal begins with the frozen words: whoever writes it changes what is there."""
        self.frozen[name] = frozen
        # static/js/autosave.js knows from this when nothing is proposed yet.
        self.fields[name].widget.attrs["data-frozen"] = frozen
        self.initial[name] = self.initial.get(name) or frozen

    def _own(self, values, *, removed=False):
        found = remarks.of(values, removed=removed)
        return {name: said for name, said in found.items() if remarks.key(said) == self.section.key}

    def _cards(self, values, new):
        made = [self._card(name, said) for name, said in self._own(self.said).items()]
        made.sort(key=lambda card: (card.paragraph, card.place.start if card.place else -1, card.name))
        if new and any(block["id"] == new for block in self.section.body):
            made.append(self._card(remarks.new_name(), {"block": new}))
        for number, card in enumerate(made, start=1):
            card.number = number
            self._ask_remark(card)
        return made

    def _card(self, name, said):
        block = said.get("block", "")
        numbers = {one["id"]: n for n, one in enumerate(self.section.body, start=1)}
        text = commenting.frozen_text(self.section, block)
        quoted = said.get("quoted", "").strip()
        place = remarks.find(text, quoted, said.get("before", "")) if quoted and block in numbers else None
        return Card(
            name, block, numbers.get(block, 0), text, place, is_lost=bool(quoted) and block in numbers and place is None
        )

    @property
    def whole(self):
        """The fields about the section as a whole, by part."""
        return {part: self[fields.section_field(self.section.key, part)] for part in ("stance", "comment", "proposal")}

    @property
    def wants_proposal(self):
        return self._wants(fields.section_field(self.section.key, "proposal"))

    @property
    def shown_questions(self):
        return [self[name] for name in self.question_names]

    @property
    def shown_cards(self):
        """(card, its fields by part, whether its proposal is open) of each remark, in the order of the text."""
        return [(card, self._bound(card), self._wants(card.fields["proposal"])) for card in self.cards]

    @property
    def template(self):
        """An empty remark, for the script that lets people mark words in the text: (card, its fields by part)."""
        card = Card(TEMPLATE, "", 0, "", None, is_lost=False)
        self._ask_remark(card)
        shown = self._bound(card)
        for name in card.fields.values():
            del self.fields[name]
        return card, shown

    def _bound(self, card):
        return {part: self[name] for part, name in card.fields.items()}

    def _ask_remark(self, card):
        asked = _remark_fields(card, self.is_person)
        for part, one in asked.items():
            name = remarks.field(card.name, part)
            card.fields[part] = name
            self.fields[name] = one
        self.initial |= {card.fields["section"]: str(self.section.key), card.fields["block"]: card.block}
        if card.place:
            self.initial |= {card.fields["quoted"]: card.place.words, card.fields["before"]: card.place.before}
        if card.name != TEMPLATE:
            self._fill_in(card.fields["proposal"], card.text)

    def clean(self):
        """Say also which words are not in their paragraph."""
        super().clean()
        for card in self.cards:
            if card.is_lost:
                message = _("These words are not in the paragraph. Copy them from there, or leave the field empty.")
                self.add_error(card.fields["quoted"], message)

    def to_save(self):
        """What was typed; a proposal that is the frozen text, or is not wanted any more, is none."""
        typed = super().to_save()
        for name, text in typed.items():
            if name in self.frozen and (self._is_unwanted(name) or wording.is_same(self.frozen[name], text)):
                typed[name] = ""
        return typed | self._removals()

    def _is_unwanted(self, name):
        return f"asks.{name}" in self.data and f"wants.{name}" not in self.data

    def _removals(self):
        found = {}
        for button, value in (("remove", "1"), ("restore", "")):
            if remarks.is_new_name(name := self.data.get(button, "")):
                found[remarks.field(name, "removed")] = value
        return found

    def base_of(self, name):
        """A proposal that nobody has written yet begins with the frozen text, for all who begin it at once."""
        return super().base_of(name) or self.frozen.get(name, "")

    def _wants(self, name):
        if self.is_bound:
            return f"wants.{name}" in self.data or bool(self.to_save().get(name))
        return bool(self.bases.get(name, "").strip())


def _proposal_hint():
    return _("Change the text below to what you want it to read.")


def _labels(is_person):
    if is_person:
        return (
            pgettext("person", "What do you think of the section?"),
            pgettext("person", "Your comment on the section"),
            pgettext("person", "Your proposal for a new text"),
        )
    return (
        pgettext("organisation", "What do you think of the section?"),
        pgettext("organisation", "Your comment on the section"),
        pgettext("organisation", "Your proposal for a new text"),
    )


def _remark_fields(card, is_person):
    _stance, _comment, proposal = _labels(is_person)
    label = pgettext("person", "Your comment") if is_person else pgettext("organisation", "Your comment")
    hint = _("Leave it empty if you mean the whole paragraph.")
    found = remarks.places(card.text, card.place.words) if card.place else []
    return {
        "section": forms.CharField(required=False, widget=forms.HiddenInput),
        "block": forms.CharField(required=False, widget=forms.HiddenInput),
        "quoted": text_field(_("Which words?"), rows=2, help_text=hint),
        "before": _which(found, card.text),
        "comment": text_field(label, rows=4),
        "proposal": text_field(proposal, rows=6, help_text=_proposal_hint()),
        "stance": RemarkStanceField(label=_("Stance")),
    }


def _which(places, text):
    """Where the same words stand several times: which of them. Else nothing to ask."""
    if len(places) < 2:
        return forms.CharField(required=False, widget=forms.HiddenInput)
    choices = [(place.before, _shown(place, text)) for place in places]
    label = _("The words stand there %(n)d times. Which ones do you mean?") % {"n": len(places)}
    return _AnyChoiceField(label=label, choices=choices, required=False)


def _shown(place, text):
    before, after = text[max(0, place.start - 30) : place.start], text[place.end : place.end + 30]
    return f"… {before}[{place.words}]{after} …"


class _AnyChoiceField(forms.ChoiceField):
    def validate(self, value):
        """Words that are not found where this points are found where they stand first."""
