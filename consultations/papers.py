"""Copies of a draft for the own board's meeting, and what stands in them. Made by the worker, sealed like the draft."""

from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db import transaction

from consultations import fields, said
from consultations.models import DraftPaper, Stance
from rus_portal import clock
from rus_portal.accounts.models import Organisation


@dataclass(frozen=True)
class Said:
    """What the draft says of one section: as a whole, or of some words of it."""

    number: str
    heading: str
    stance: str = ""
    quoted: str = ""
    comment: str = ""
    proposal: str = ""


@dataclass(frozen=True)
class Paper:
    """A draft as it would be sent, in the order of the form."""

    draft: object
    sender: str
    stance: str
    summary: str
    answers: list = field(default_factory=list)
    sections: list = field(default_factory=list)
    decision: list = field(default_factory=list)
    joint: list = field(default_factory=list)
    files: list = field(default_factory=list)


def contents(draft, values):
    """Everything that the draft says, as plain words."""
    answered = fields.answers(values)
    return Paper(
        draft=draft,
        sender=str(draft.organisation) if draft.organisation_id else values.get("about.name", "").strip(),
        stance=stance_words(values.get("overall.stance", "")),
        summary=values.get("overall.summary", "").strip(),
        answers=[
            (question, answered[question.order])
            for question in draft.consultation.questions.order_by("order")
            if question.order in answered
        ],
        sections=_sections(draft, values),
        decision=_decision(values),
        joint=[str(body) for body in Organisation.objects.filter(pk__in=fields.joint(values)).in_swedish_order()],
        files=list(draft.files.order_by("pk")),
    )


def stance_words(value):
    """A saved stance in words; nothing where none was chosen."""
    return str(Stance(value).label) if value in Stance.values and value != Stance.NOT_STATED else ""


def _sections(draft, values):
    return [
        Said(
            section.line.number,
            section.line.heading,
            stance_words(one.stance),
            getattr(one, "quoted", "").strip(),
            one.comment.strip(),
            one.proposal.strip(),
        )
        for section in said.by_section(draft.consultation.version, values)
        for one in [*_of_the_whole(section), *section.remarks]
    ]


def _of_the_whole(section):
    return [section] if section.stance or section.comment or section.proposal else []


def _decision(values):
    names = ("body", "date", "item", "delegation", "registry_number", "expected", "reservations")
    return [(name, values[f"decision.{name}"].strip()) for name in names if values.get(f"decision.{name}", "").strip()]


def note_change(draft):
    """The draft says something else from now on: its copies are outdated. Ask for it while the draft is held."""
    draft.saved_at = clock.now()
    draft.save(update_fields=["saved_at"])
    discard(draft)


def discard(draft, **which):
    """Delete the copies of a draft."""
    held = list(DraftPaper.objects.filter(draft=draft.pk, **which).values_list("pk", "file"))
    if not held:
        return
    DraftPaper.objects.filter(pk__in=[pk for pk, _file in held]).delete()
    delete_on_commit([file for _pk, file in held])


def delete_on_commit(files):
    """Delete files of copies. After the commit: a file that a row still points to is never taken away."""
    if files:
        transaction.on_commit(lambda: [default_storage.delete(file) for file in files if file])
