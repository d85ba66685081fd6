"""The guiding principles, how each priority is weighed against them, and the evidence it stands on."""

from django.db import transaction

from rus_portal import clock
from strategy import blocks
from strategy.actions.errors import CellChangedError, PlaceNotAllowedError
from strategy.models import AssessmentRevision, Evidence, GuidingPrinciple, PrincipleAssessment, Section


@transaction.atomic
def build_on(section, priorities, *, by):
    """Say which priorities of the parent document the section builds on."""
    section.builds_on.set(priorities)


@transaction.atomic
def add_principle(document, *, number, slug, name, summary, text, glyph):
    """Give the document a guiding principle."""
    return GuidingPrinciple.objects.create(
        document=document,
        number=number,
        slug=slug,
        name=name,
        summary=summary,
        text=blocks.clean(text),
        glyph=glyph,
    )


@transaction.atomic
def assess(section, principle, *, is_relevant, text, by, expected_revision=None):
    """Weigh a goal or priority against a principle; when it is not relevant, the text is the reason.

    CellChangedError when the cell has another revision than expected (0: none yet). None expects nothing.
    """
    if section.document_id != principle.document_id:
        raise PlaceNotAllowedError(principle.name)
    # One at a time, also where there is no cell to lock yet.
    Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    cell = PrincipleAssessment.objects.filter(section=section, principle=principle).first()
    if expected_revision not in (None, cell.revision if cell else 0):
        raise CellChangedError(cell)
    facts = {"is_relevant": is_relevant, "text": text.strip(), "saved_by": by, "saved_at": clock.now()}
    if cell and all(getattr(cell, name) == facts[name] for name in ("is_relevant", "text")):
        return cell
    cell = cell or PrincipleAssessment(section=section, principle=principle, revision=0)
    for name, value in (facts | {"revision": cell.revision + 1}).items():
        setattr(cell, name, value)
    cell.save()
    AssessmentRevision.objects.create(assessment=cell, number=cell.revision, **facts)
    return cell


@transaction.atomic
def add_evidence(document, *, sections, by, **fields):
    """Add what the strategy stands on, and the sections that stand on it."""
    evidence = Evidence(document=document, **fields)
    # What the period says itself need not be said again: the two days only sort.
    evidence.sort_start = evidence.sort_start or evidence.when.first_day
    evidence.sort_end = evidence.sort_end or evidence.when.last_day
    evidence.save()
    evidence.sections.set(sections)
    return evidence


@transaction.atomic
def link_evidence(evidence, sections, *, by):
    """Say which sections stand on this evidence."""
    evidence.sections.set(sections)
