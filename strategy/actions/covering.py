"""Saying where the document meets what the law asks for."""

from django.db import transaction

from rus_portal import clock
from strategy.actions import places
from strategy.actions.errors import CoverageChangedError
from strategy.models import Coverage, CoverageRevision


@transaction.atomic
def judge(document, requirement, *, sections, evidence, note, expected_revision, by):
    """Say which sections and evidence meet a requirement (strategy/requirements.py), or why nothing does.

    CoverageChangedError when the judgement has another revision than expected (0: none yet).
    """
    places.lock(document)
    found = Coverage.objects.filter(document=document, requirement=requirement.key).first()
    if expected_revision != (found.revision if found else 0):
        raise CoverageChangedError(found)
    row = found or Coverage(document=document, requirement=requirement.key, revision=0)
    row.revision += 1
    row.note, row.saved_by, row.saved_at = note.strip(), by, clock.now()
    row.save()
    row.sections.set(sections)
    row.evidence.set(evidence)
    facts = {
        "title": requirement.key,
        "note": row.note,
        "sections": sorted(str(section.key) for section in sections),
        "evidence": sorted(one.slug for one in evidence),
    }
    CoverageRevision.objects.create(coverage=row, number=row.revision, facts=facts, saved_by=by, saved_at=row.saved_at)
    return row
