"""How each priority is weighed against the guiding principles, and what a programme builds on."""

from django.db import transaction

from rus_portal import clock
from strategy.actions.errors import CellChangedError, PlaceNotAllowedError
from strategy.models import AssessmentRevision, PrincipleAssessment, Section


@transaction.atomic
def build_on(section, priorities, *, by):
    """Say which priorities of the parent document the section builds on."""
    section.builds_on.set(priorities)


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
