"""The questions of a round: a set to start from, and whether an answer is one that the question can take."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations import fields
from consultations.models import Consultation, Question, QuestionKind


@dataclass(frozen=True)
class Ready:
    """A question to start from."""

    label: str
    text: str
    kind: str = QuestionKind.TEXT
    choices: tuple = ()


def ready_set() -> list[Ready]:
    """The set that covers practice (DOMAIN.md §3.2), in the portal's own language."""
    with override(settings.LANGUAGE_CODE):
        return [
            Ready(_("Strengths"), _("What are the strengths of the proposal?")),
            Ready(_("Change or remove"), _("What should be changed or removed?")),
            Ready(_("Goals and priorities"), _("Do you share the picture of goals and priorities?")),
            Ready(_("Missing"), _("What is missing?")),
            Ready(_("Own contribution"), _("What can you yourselves contribute?")),
            Ready(_("Guiding principles"), _("Can the four guiding principles be seen enough?")),
        ]


def short(text):
    """What a question is called in tables: its first words."""
    most = Question._meta.get_field("label").max_length
    return Truncator(Truncator(text).words(5, truncate="…")).chars(most)


def answered(consultation: Consultation, values: dict) -> list[Question]:
    """The questions of the round that something is said to."""
    orders = fields.answers(values)
    return list(consultation.questions.filter(order__in=orders)) if orders else []


def problems(consultation: Consultation, values: dict) -> dict:
    """Answers that their questions cannot take: {field name: sentence}. Nobody gets there by the form."""
    return wrong(answered(consultation, values), values)


def wrong(asked: list[Question], values: dict) -> dict:
    """As `problems`, of questions that are fetched already."""
    said = fields.answers(values)
    return {
        fields.question_field(question.order): _("Choose one of the alternatives.")
        for question in asked
        if not question.takes(said[question.order])
    }
