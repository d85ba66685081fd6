"""The guiding principles, how each priority is weighed against them, and the evidence it stands on."""

from django.db import transaction

from rus_portal import clock
from strategy import blocks
from strategy.actions.errors import PlaceNotAllowedError
from strategy.models import Evidence, GuidingPrinciple, PrincipleAssessment


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
def assess(section, principle, *, is_relevant, text, by):
    """Weigh a goal or priority against a principle; when it is not relevant, the text is the reason."""
    if section.document_id != principle.document_id:
        raise PlaceNotAllowedError(principle.name)
    facts = {"is_relevant": is_relevant, "text": text.strip(), "saved_by": by, "saved_at": clock.now()}
    return PrincipleAssessment.objects.update_or_create(section=section, principle=principle, defaults=facts)[0]


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
