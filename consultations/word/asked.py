"""What the form of a round asks, in its order: the fields of a draft with their words. No documents here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import fields, outline, remarks
from consultations.models import QuestionKind, Stance
from consultations.word import remarked

# The form may have been handed out in either.
LANGUAGES = ("sv", "en")
PRELIMINARY = "1"


@dataclass(frozen=True)
class Ask:
    """One place to write in. `options` are (value, words) of a choice; `rows` is how much room it gets."""

    name: str
    label: str
    hint: str = ""
    options: tuple = ()
    rows: int = 1


@dataclass(frozen=True)
class Group:
    """Places under one heading. `section` is the line of the outline that they are about, if any."""

    heading: str
    asks: tuple
    level: int = 1
    section: outline.Line | None = None
    hint: str = ""


def groups(consultation, values=None):
    """Everything that the form of this round asks; with the `values` of a draft also what it has marked in the text."""
    found = [_who(), _whole(), *_questions(consultation)]
    lines = outline.of(consultation.version)
    choices = " · ".join(words for _value, words in stances()[:-1])
    hint = _("Write only about the sections that you want to comment on. The stances are: %(choices)s.")
    found.append(Group(_("Section by section"), (), hint=hint % {"choices": choices}))
    marked = remarked.by_section(consultation.version, values) if values else {}
    found += [_section(line, marked.get(line.key, ())) for line in lines]
    found.append(_decision())
    return found


def asks(consultation, values=None):
    """All places by the names of their fields."""
    return {ask.name: ask for group in groups(consultation, values) for ask in group.asks}


def stances():
    """The stances that can be chosen: (value, words)."""
    return tuple((str(value), str(label)) for value, label in Stance.choices if value != Stance.NOT_STATED)


def _who():
    return Group(
        _("Who answers"),
        (
            Ask("about.name", _("Organisation, or your name"), _("A private person may leave it empty.")),
            Ask("about.email", _("E-mail for the receipt")),
        ),
    )


def _whole():
    return Group(
        _("The whole"),
        (
            Ask("overall.stance", _("What do you think of the proposal as a whole?"), options=stances()),
            Ask("overall.summary", _("Your answer in short"), rows=6),
        ),
    )


def _questions(consultation):
    asked = list(consultation.questions.with_sections().order_by("order"))
    return [Group(_("The questions"), (), hint=_("No question is compulsory."))] * bool(asked) + [
        Group(f"{question.order}. {question.text}", (_question(question),), level=2, hint=_about(question))
        for question in asked
    ]


def _about(question):
    about = _("About section %(section)s.") % {"section": question.section.title} if question.section_id else ""
    return " ".join(filter(None, [about, question.hint]))


def _question(question):
    name, label = fields.question_field(question.order), _("Answer to question %(number)d") % {"number": question.order}
    match question.kind:
        case QuestionKind.CHOICE:
            return Ask(name, label, options=tuple((text, text) for text in question.choices))
        case QuestionKind.STANCE:
            chosen = tuple(one for one in stances() if one[0] != Stance.DECLINES)
            return Ask(name, label, options=chosen)
    return Ask(name, label, rows=4)


def _section(line, marked):
    asked = (
        Ask(fields.section_field(line.key, "stance"), _("Stance on the section"), options=stances()[:-1]),
        Ask(fields.section_field(line.key, "comment"), _("Comment on the section"), rows=3),
        Ask(fields.section_field(line.key, "proposal"), _("Your proposal for a new text"), rows=2),
    )
    asked += tuple(ask for one in marked for ask in _remark(one))
    return Group(f"{line.number} {line.heading}".strip(), asked, level=min(line.depth + 1, 4), section=line)


def _remark(marked):
    labels = marked.labels()
    return (
        Ask(remarks.field(marked.name, "stance"), labels["stance"], marked.hint, options=stances()[:-1]),
        Ask(remarks.field(marked.name, "comment"), labels["comment"], rows=3),
        Ask(remarks.field(marked.name, "proposal"), labels["proposal"], rows=2),
    )


def _decision():
    preliminary = ((PRELIMINARY, _("Yes, it is to be confirmed")),)
    return Group(
        _("Your decision"),
        (
            Ask("decision.body", _("Who decided?")),
            Ask("decision.date", _("Day of the decision"), _("Write it like 2021-06-14.")),
            Ask("decision.item", _("Item number (§)")),
            Ask("decision.delegation", _("By delegation")),
            Ask("decision.registry_number", _("Your own registry number")),
            Ask("decision.preliminary", _("Is the answer preliminary?"), options=preliminary),
            Ask("decision.expected", _("If it is: when is the decision expected?")),
            Ask("decision.reservations", _("Reservations and separate statements"), rows=2),
        ),
        hint=_("For organisations. What you do not know yet can be left empty."),
    )


def options_of(consultation, values=None):
    """How a choice may be written: {field name: {words in small letters: value}}, in both languages."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            for name, ask in asks(consultation, values).items():
                if ask.options:
                    said = {words(label): value for value, label in ask.options}
                    found.setdefault(name, {}).update(said | {words(value): value for value, _label in ask.options})
    return found


def labels_of(consultation, values=None):
    """How a place is called in its row, in both languages: {words in small letters: {field names}}."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            for name, ask in asks(consultation, values).items():
                found.setdefault(words(ask.label), set()).add(name)
    return found


def words(text):
    """A text as it is compared: small letters, one space, no punctuation at the ends."""
    return " ".join(text.casefold().split()).strip(" .:;,*–-")


def titles(consultation, values=None):
    """What each field is called on a page: {name: title}, with the section or the question that it is about."""
    return {ask.name: _title(group, ask) for group in groups(consultation, values) for ask in group.asks}


def _title(group, ask):
    if group.section:
        return f"{group.heading}: {ask.label}"
    return group.heading if ask.name.startswith("question.") else ask.label
