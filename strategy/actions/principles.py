"""The guiding principles of the working text. A frozen version keeps its own, whatever happens to these."""

from django.db import transaction
from django.db.models import F, Max

from rus_portal import clock
from strategy import blocks
from strategy.actions import places
from strategy.actions.errors import PrincipleChangedError
from strategy.actions.gathering import free_slug
from strategy.models import GuidingPrinciple, PrincipleRevision

# Out of the way of every number while they change places.
ASIDE = 1_000


@transaction.atomic
def add_principle(document, *, name, summary, text, glyph, by=None, number=None, slug=""):
    """Give the document a guiding principle, last unless it is given a number. It opens a column of empty cells."""
    places.lock(document)
    principle = GuidingPrinciple(
        document=document,
        number=number or _next_number(document),
        slug=slug or free_slug(document.principles, name),
        name=name,
        summary=summary,
        text=blocks.clean(text),
        glyph=glyph,
    )
    return _keep(principle, by)


@transaction.atomic
def save_principle(principle, *, expected_revision, by, **facts):
    """Word it anew; PrincipleChangedError when somebody else saved since this person began."""
    principle = _held(principle)
    if principle.revision != expected_revision:
        raise PrincipleChangedError(principle)
    for name, value in facts.items():
        setattr(principle, name, blocks.clean(value) if name == "text" else value)
    return _keep(principle, by)


@transaction.atomic
def move_principle(principle, *, step, by):
    """One step up (-1) or down (1) among the others; nothing happens at the ends."""
    places.lock(principle.document)
    row = list(principle.document.principles.present())
    place = [one.pk for one in row].index(principle.pk)
    target = place + step
    if 0 <= target < len(row):
        row.insert(target, row.pop(place))
        _number(principle.document, row)


@transaction.atomic
def remove_principle(principle, *, by):
    """Take it away. How goals and priorities were weighed against it is kept, and comes back with it."""
    places.lock(principle.document)
    principle = _held(principle)
    if principle.removed_at is None:
        principle.removed_at = clock.now()
        _keep(principle, by)
        _number(principle.document, list(principle.document.principles.present()))
    return principle


@transaction.atomic
def bring_back_principle(principle, *, by):
    """Undo a removal; it stands last."""
    places.lock(principle.document)
    principle = _held(principle)
    if principle.removed_at:
        principle.removed_at, principle.number = None, _next_number(principle.document)
        _keep(principle, by)
    return principle


def _held(principle):
    return GuidingPrinciple.objects.select_for_update(of=("self",)).select_related("document").get(pk=principle.pk)


def _next_number(document):
    return (document.principles.present().aggregate(last=Max("number"))["last"] or 0) + 1


def _number(document, row):
    """1, 2, 3 … in this order; twice, since a number stands once."""
    document.principles.present().update(number=F("number") + ASIDE)
    for number, one in enumerate(row, start=1):
        GuidingPrinciple.objects.filter(pk=one.pk).update(number=number)


def _keep(principle, by):
    principle.revision = principle.revision + 1 if principle.pk else 1
    principle.saved_by, principle.saved_at = by, clock.now()
    principle.save()
    facts = {name: getattr(principle, name) for name in ("number", "slug", "name", "summary", "text", "glyph")}
    PrincipleRevision.objects.create(
        principle=principle,
        number=principle.revision,
        facts=facts | {"title": principle.name, "is_removed": bool(principle.removed_at)},
        saved_by=by,
        saved_at=principle.saved_at,
    )
    return principle
