"""What a read document would do to the draft, as a person decides it: old and new side by side. No documents here."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from consultations import fields, outline, parts, remarks
from consultations.models import DraftWordFormPassage, Handling, QuestionKind
from consultations.word import anchors, asked


@dataclass(frozen=True)
class Change:
    """A text of the form that says something else than its field. `old` is "" where nothing stands yet."""

    passage: DraftWordFormPassage
    title: str
    old: str
    new: str
    version: int
    is_choice: bool
    handling: str
    handlings: tuple = ()

    @property
    def name(self):
        return self.passage.told


def changes(read, draft, values, versions, *, typed=None):
    """What would be changed, in the form's order. `typed` are handlings that somebody has chosen already: {pk: …}."""
    known, titles = asked.asks(draft.consultation, values), asked.titles(draft.consultation, values)
    found = []
    for passage in read.passages.told():
        old = values.get(passage.told, "")
        if not _differs(passage, old) or not may_take(draft, values, passage.told):
            continue
        ask = known.get(passage.told)
        is_choice = bool(ask and ask.options)
        choices = _handlings(old, passage.text, is_choice=is_choice)
        chosen = (typed or {}).get(passage.pk)
        found.append(
            Change(
                passage,
                titles.get(passage.told, passage.told),
                _readable(old, ask),
                _readable(passage.text, ask),
                versions.get(passage.told, 0),
                is_choice,
                chosen if chosen in choices else _proposed(passage, old, is_choice=is_choice),
                choices,
            )
        )
    return found


def documents(draft):
    """All documents of the draft, each with `waiting_count`: how many of its texts still have no place."""
    found = list(draft.word_forms.select_related("asked_by__user"))
    waiting = DraftWordFormPassage.objects.waiting().filter(word_form__in=found).order_by()
    counts = dict(waiting.values_list("word_form").annotate(n=Count("pk")))
    for one in found:
        one.waiting_count = counts.get(one.pk, 0)
    return found


def left_over(read, draft, values):
    """Texts of the form whose fields this answer does not have: they are placed by hand, or left out."""
    return [one for one in read.passages.told() if one.text and not may_take(draft, values, one.told)]


def may_take(draft, values, name):
    """Whether this answer has such a field: a known organisation has its name, a person decides nothing by a board,
    and what is said of words needs the words.
    """
    if name == "about.name":
        return not draft.organisation_id
    if name.startswith("decision."):
        return not parts.is_person(draft, values)
    if remarks.is_name(name):
        return name.split(".")[1] in remarks.of(values)
    return fields.is_name(name)


def _differs(passage, old):
    return passage.text.split() != old.split()


def _handlings(old, new, *, is_choice):
    """What can be done with a text: nothing to choose where nothing stands yet."""
    if not old.strip():
        return (Handling.NEW, Handling.KEEP)
    if is_choice or not new.strip():
        return (Handling.NEW, Handling.KEEP)
    return (Handling.NEW, Handling.BOTH, Handling.KEEP)


def _proposed(passage, old, *, is_choice):
    """The newer text, as long as nothing is lost by it."""
    if not old.strip():
        return Handling.NEW
    if not passage.text.strip():
        return Handling.KEEP
    # Nobody has changed the draft since the form was taken from it: then the form is the newer one.
    is_newer = bool(passage.base) and passage.base == anchors.digest(old)
    holds_old = " ".join(old.split()) in " ".join(passage.text.split())
    if is_newer or holds_old:
        return Handling.NEW
    return Handling.KEEP if is_choice or not fields.is_prose(passage.told) else Handling.BOTH


def outcome(change, old):
    """The text that the field gets, or None when it stays as it is. `old` is what it says now."""
    text = change.passage.text
    if change.handling == Handling.NEW:
        return text
    if change.handling == Handling.BOTH:
        return put_below(old, text)
    return None


def put_below(old, text):
    """Both texts, the new one below; once only where it stands there already."""
    if " ".join(text.split()) in " ".join(old.split()):
        return old
    return f"{old.rstrip()}\n\n{text}" if old.strip() else text


def _readable(value, ask):
    """A saved value in words."""
    if ask and ask.options and value:
        return dict(ask.options).get(value, value)
    return value


def targets(consultation):
    """Where a passage can be put: (heading, ((field, words), …))."""
    questions = consultation.questions.filter(kind=QuestionKind.TEXT).order_by("order")
    found = [(_("The whole"), (("overall.summary", _("The answer as a whole")),))]
    if questions:
        choices = ((fields.question_field(one.order), f"{one.order}. {one.text}") for one in questions)
        found.append((_("Questions"), tuple(choices)))
    lines = outline.of(consultation.version)
    sections = ((fields.section_field(one.key, "comment"), f"{one.number} {one.heading}".strip()) for one in lines)
    found.append((_("Sections"), tuple(sections)))
    return found


def target_names(consultation):
    """{field: words} of all places where a passage can be put."""
    return {name: words for _heading, choices in targets(consultation) for name, words in choices}
