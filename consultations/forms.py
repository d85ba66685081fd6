"""The parts of an answer as forms. Each shows a few fields of a draft; what is wrong in them is saved all the same."""

import json
import re

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from consultations import fields, held
from consultations.models import QuestionKind, Stance
from rus_portal import clock

STANCE_CHOICES = [
    (Stance.SUPPORTS, gettext_lazy("We support"), gettext_lazy("You stand behind the text."), "thumbs-up"),
    (
        Stance.SUPPORTS_WITH_COMMENTS,
        gettext_lazy("We support, with comments"),
        gettext_lazy("You are for it, but want to see changes."),
        "message-square-plus",
    ),
    (Stance.OPPOSES, gettext_lazy("We oppose"), gettext_lazy("You are against it. Please write why."), "thumbs-down"),
    (
        Stance.NO_COMMENTS,
        gettext_lazy("No comments"),
        gettext_lazy("You have read it and have nothing against it."),
        "minus",
    ),
]
DECLINES = (
    Stance.DECLINES,
    gettext_lazy("We decline to answer"),
    gettext_lazy("You leave the question to others."),
    "circle-off",
)
PERSON_DECLINES = (Stance.DECLINES, gettext_lazy("I decline to answer"), *DECLINES[2:])


class StanceField(forms.ChoiceField):
    """The stances as cards, each with an icon and a small explanation; see answer/_stance.html."""

    is_stance = True

    def __init__(self, *, cards, **kwargs):
        self.cards = cards
        choices = [(value, label) for value, label, _hint, _icon in cards]
        super().__init__(choices=choices, widget=forms.RadioSelect, required=False, **kwargs)

    def validate(self, value):
        """What is wrong is said by `fields.problems`, in one way for every part."""


class AlternativesField(forms.ChoiceField):
    """One of several answers, or none: what is chosen can be taken back without a script."""

    def __init__(self, *, alternatives, **kwargs):
        none = [("", gettext_lazy("I leave the question unanswered"))]
        super().__init__(choices=[*alternatives, *none], widget=forms.RadioSelect, required=False, initial="", **kwargs)

    def validate(self, value):
        """Said by `PartForm.clean`, in one way for every kind of question."""


def text_field(label, rows=None, **kwargs):
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, widget=widget, required=False, strip=False, **kwargs)


def question_fields(questions, *, names_sections=False):
    """{name: field} of these questions, each asked in its own way; with `names_sections` it says what it is about."""
    return {fields.question_field(question.order): _question(question, names_sections) for question in questions}


def _question(question, names_section):
    about = _("About section %(section)s.") % {"section": question.section.title} if question.section_id else ""
    hints = [about if names_section else "", question.hint]
    shown = {"label": f"{question.order}. {question.text}", "help_text": escape(" ".join(filter(None, hints)))}
    match question.kind:
        case QuestionKind.CHOICE:
            return AlternativesField(alternatives=[(text, text) for text in question.choices], **shown)
        case QuestionKind.STANCE:
            cards = [(value, label) for value, label, _hint, _icon in STANCE_CHOICES]
            return AlternativesField(alternatives=cards, **shown)
    return text_field(shown["label"], rows=5, help_text=shown["help_text"])


def _is_number(text):
    return text.isdecimal() and len(text) <= 18


class SecondsField(forms.MultipleChoiceField):
    """The published answers that this one seconds, by their receipt numbers."""


class PartForm(forms.Form):
    """Fields of one part, named as in the draft."""

    use_required_attribute = False

    def __init__(self, data=None, *, values, versions):
        super().__init__(data, initial=self._initial(values))
        self.saw(values, versions)
        # The texts that wait beside a field: {field name: [Held]}.
        self.waiting = {}
        for one in held.of(values):
            self.waiting.setdefault(one.field, []).append(one)
        # Those that are settled when this form is saved.
        self.settled = []

    def saw(self, values, versions):
        """Note what the writer has before the eyes: the next save is put together with what others save meanwhile."""
        self.bases, self.versions = values, versions

    def _initial(self, values):
        shown = dict(values)
        if "about.joint" in shown:
            shown["about.joint"] = fields.joint(values)
        if "overall.seconds" in shown:
            shown["overall.seconds"] = fields.seconds(values)
        return shown

    def clean(self):
        """Say what is wrong, beside each field."""
        for name, message in fields.problems(self.to_save()).items():
            if name in self.fields:
                self.add_error(name, message)
        for name, value in self.to_save().items():
            field = self.fields.get(name)
            if isinstance(field, AlternativesField) and not field.valid_value(value):
                self.add_error(name, _("Choose one of the alternatives."))

    def to_save(self):
        """What was typed, {name: text}. A field that was not on the sent page is left alone."""
        sent = [name for name in self.fields if name in self.data or f"version.{name}" in self.data]
        return {name: fields.tidy(self._written(name)) for name in sent}

    def say_what_is_wrong(self):
        """Say of a form that nobody has sent yet what is wrong in what the draft says, beside each field."""
        said = {name: value for name, value in self.bases.items() if name in self.fields}
        for name, message in fields.problems(said).items():
            if name in self.fields:
                self.errors[name] = self.error_class([message])

    def fitting(self):
        """What can be saved: all but what is too long. The page shows that text again, with the reason."""
        return {name: text for name, text in self.to_save().items() if not fields.too_long(name, text)}

    def _written(self, name):
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "1" if self.data.get(name) else ""
        if isinstance(field, SecondsField):
            chosen = {number for number, _label in field.choices} & set(self.data.getlist(name))
            return json.dumps(sorted(chosen)) if chosen else ""
        if isinstance(field, forms.MultipleChoiceField):
            return json.dumps(sorted(int(pk) for pk in self.data.getlist(name) if _is_number(pk)))
        return self.data.get(name, "")

    def read_versions(self):
        """The versions that the writer had before the eyes."""
        sent = {name: self.data.get(f"version.{name}", "") for name in self.fields}
        return {name: int(version) for name, version in sent.items() if _is_number(version)}

    def read_bases(self):
        """The texts that the writer had before the eyes."""
        return {name: self.data[f"base.{name}"] for name in self.fields if f"base.{name}" in self.data}

    def read_unsure(self):
        """What the page had sent by itself without getting an answer: {name: texts}."""
        sent = {name: self.data.getlist(f"unsure.{name}") for name in self.fields}
        return {name: texts for name, texts in sent.items() if texts}

    def version_inputs(self):
        """Names and values of the hidden inputs that carry what was read: versions and texts."""
        versions = [(f"version.{name}", self.versions.get(name, 0)) for name in self.fields]
        return versions + [(f"base.{name}", self.base_of(name)) for name in self.fields]

    def base_of(self, name):
        """The text that the page shows of this field before anybody types."""
        return self.bases.get(name, "")


class AboutForm(PartForm):
    """Who answers. `draft` and `others` (organisations that may stand behind a joint answer) decide what is asked."""

    def __init__(self, data=None, *, values, versions, draft, others=()):
        super().__init__(data, values=values, versions=versions)
        is_person = not draft.organisation_id and values.get("about.kind") == fields.PERSON
        is_protected = is_person and values.get("about.protected") == "1"
        if not draft.organisation_id:
            self._ask_name(is_person, is_protected=is_protected)
        # No letter ever goes there: it is asked for only where it stands already, to be taken away.
        if not is_protected or self.data.get("about.email") or values.get("about.email"):
            self._ask_email(is_person, is_protected=is_protected)
        if is_person:
            self._ask_protected()
        elif others:
            self._ask_joint(others)

    def _ask_name(self, is_person, *, is_protected):
        if is_person:
            hint = _("You may answer without a name. The name is not shown on the web.")
            if is_protected:
                hint = _("Leave it empty if you can. Only those who register answers can see it.")
            self.fields["about.name"] = text_field(_("Your name (optional)"), help_text=hint)
        else:
            self.fields["about.name"] = text_field(_("Name of the organisation"))
        self.fields["about.name"].widget.attrs["autocomplete"] = "name" if is_person else "organization"

    def _ask_email(self, is_person, *, is_protected):
        hint = _("We send the receipt there. Without an address you get no receipt by mail, only on the screen.")
        if is_protected:
            hint = _("We never send mail about an answer with protected personal data. You can take the address away.")
        label = _("Your e-mail (optional)") if is_person else _("E-mail for the receipt")
        self.fields["about.email"] = text_field(label, help_text=hint)
        self.fields["about.email"].widget.attrs |= {"autocomplete": "email", "inputmode": "email"}

    def _ask_protected(self):
        hint = _("Then your answer is shown in no list and we never send mail. Leave out name and address if you can.")
        label = _("I have protected personal data")
        self.fields["about.protected"] = forms.BooleanField(label=label, required=False, help_text=hint)

    def _ask_joint(self, others):
        self.fields["about.joint"] = forms.MultipleChoiceField(
            label=_("Do you answer together with others?"),
            help_text=_("Tick those who stand behind this same answer. Each is counted once."),
            choices=[(organisation.pk, str(organisation)) for organisation in others],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class OverallForm(PartForm):
    """The whole: a stance, a summary, and the questions of the round."""

    def __init__(self, data=None, *, values, versions, questions, is_person, seconded=()):
        super().__init__(data, values=values, versions=versions)
        label = (
            pgettext("person", "What do you think of the proposal as a whole?")
            if is_person
            else pgettext("organisation", "What do you think of the proposal as a whole?")
        )
        declines = PERSON_DECLINES if is_person else DECLINES
        self.fields["overall.stance"] = StanceField(label=label, cards=[*STANCE_CHOICES, declines])
        hint = _("Say the most important things first, in a few sentences.")
        self.fields["overall.summary"] = text_field(_("Summary"), rows=6, help_text=hint)
        if seconded:
            self.fields["overall.seconds"] = SecondsField(
                label=_("You second these answers"),
                help_text=_("Untick one that you do not second after all."),
                choices=[(one.receipt_number, one.sender) for one in seconded],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.fields |= question_fields(questions, names_sections=True)


class DecisionForm(PartForm):
    """How the organisation decided."""

    def __init__(self, data=None, *, values, versions):
        super().__init__(data, values=values, versions=versions)
        # A day that both fields take: not one to come, nor one that has passed.
        shown = {"day": clock.today().isoformat()}
        labels = {
            "decision.body": (_("Who decided?"), _("For example the municipal executive board.")),
            "decision.date": (_("Day of the decision"), _("Write it like %(day)s.") % shown),
            "decision.item": (_("Item number (§)"), ""),
            "decision.delegation": (
                _("By delegation"),
                _("If somebody decided on behalf of the body: who, and by which rule."),
            ),
            "decision.registry_number": (_("Your own registry number"), ""),
        }
        for name, (label, hint) in labels.items():
            self.fields[name] = text_field(label, help_text=hint)
        self._pick_day("decision.date")
        self.fields["decision.preliminary"] = forms.BooleanField(
            label=_("The answer is preliminary"),
            help_text=_("The decision comes later. Then you confirm this answer, or send one that replaces it."),
            required=False,
        )
        expected = _("When is the decision expected?")
        hint = _("Only for a preliminary answer. Write it like %(day)s. We remind you once, the working day after.")
        self.fields["decision.expected"] = text_field(expected, help_text=hint % shown)
        self._pick_day("decision.expected")
        hint = _(
            "What a minority wants noted, word for word. It is kept apart from your stance. Or attach it as a file."
        )
        label = _("Reservations and separate statements")
        self.fields["decision.reservations"] = text_field(label, rows=4, help_text=hint)

    def _pick_day(self, name):
        """Let the browser's own picker choose the day; what is written otherwise and kept so stays as text."""
        typed = self.data.get(name, "") if self.is_bound else self.initial.get(name, "")
        if not typed or re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
            self.fields[name].widget.input_type = "date"
