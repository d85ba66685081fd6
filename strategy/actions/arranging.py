"""Moving sections, taking them away and bringing them back."""

from django.db import transaction
from django.db.models import Case, F, When

from rus_portal import clock
from strategy.actions import places
from strategy.actions.errors import PlaceNotAllowedError
from strategy.models import Happening, Section

# Beyond any real place: orders stand here for a moment while siblings change places under their unique constraint.
ASIDE = 1_000_000
# A position after all siblings.
LAST = ASIDE


@transaction.atomic
def move_section(section, *, parent, position, by):
    """Let the section stand at this position (0 is first) under this parent, with everything below it."""
    document = places.lock(section.document)
    section.refresh_from_db()
    if parent and parent.document_id != document.pk:
        raise PlaceNotAllowedError(parent.heading)
    places.check_not_below(section, parent)
    places.check_depth(parent, height=places.height(section))
    before = places.spot(section)
    siblings = [one for one in places.children(document, parent) if one.pk != section.pk]
    siblings.insert(max(0, min(position, len(siblings))), section)
    _stand(siblings, parent)
    section.refresh_from_db()
    places.note(section, Happening.MOVED, by, before=before, after=places.spot(section))
    return section


def _stand(siblings, parent):
    """Give these sections their places under this parent, in two statements: no two may ever have the same place."""
    pks = [one.pk for one in siblings]
    places_of = [When(pk=pk, then=order) for order, pk in enumerate(pks)]
    Section.objects.filter(pk__in=pks, parent=parent).update(order=F("order") + ASIDE)
    Section.objects.filter(pk__in=pks).update(parent=parent, order=Case(*places_of))


@transaction.atomic
def remove_section(section, *, by):
    """Take the section away with everything below it. Nothing is deleted."""
    places.lock(section.document)
    section.refresh_from_db()
    gone = [section, *places.descendants(section)]
    went = Section.objects.present().filter(pk__in=[one.pk for one in gone]).update(removed_at=clock.now())
    section.refresh_from_db()
    if went:
        places.note(section, Happening.REMOVED, by, before=places.spot(section) | {"sections": went})
    return section


@transaction.atomic
def bring_back_section(section, *, by):
    """Undo remove_section: the section stands last under its parent again, with what went away with it."""
    document = places.lock(section.document)
    section.refresh_from_db()
    if section.removed_at is None:
        return section
    if section.parent and section.parent.removed_at:
        raise PlaceNotAllowedError(section.parent.heading)
    together = [one.pk for one in places.descendants(section) if one.removed_at == section.removed_at]
    order = places.next_order(document, section.parent)
    Section.objects.filter(pk=section.pk).update(order=order, removed_at=None)
    came = Section.objects.filter(pk__in=together).update(removed_at=None) + 1
    section.refresh_from_db()
    places.note(section, Happening.BROUGHT_BACK, by, after=places.spot(section) | {"sections": came})
    return section
