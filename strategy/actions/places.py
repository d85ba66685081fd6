"""Where sections stand: what the actions on the tree have in common."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Max, TextField

from strategy import numbering
from strategy.actions.errors import PlaceNotAllowedError
from strategy.models import Document, Section, SectionEvent


class _BlockIds(Func):
    """The ids of a body's blocks: the database takes them out, so that no text travels."""

    template = "ARRAY(SELECT jsonb_array_elements(%(expressions)s) ->> 'id')"
    output_field = ArrayField(TextField())


def block_ids_elsewhere(document_id, section=None):
    """Block ids of the other sections: an id is an address, and stands once in a document."""
    others = Section.objects.filter(document=document_id).exclude(pk=section.pk if section else None).order_by()
    return {block_id for ids in others.values_list(_BlockIds(F("body")), flat=True) for block_id in ids}


def spot(section):
    """Where the section stands, as an event keeps it."""
    return {"parent": str(section.parent.key) if section.parent else "", "order": section.order}


def note(section, happening, by, *, before=None, after=None):
    """Leave a trace of who arranged the section."""
    SectionEvent.objects.create(section=section, happening=happening, by=by, before=before or {}, after=after or {})


def lock(document):
    """One at a time may rearrange or freeze a document."""
    return Document.objects.select_for_update(of=("self",)).select_related("parent").get(pk=document.pk)


def children(document, parent):
    """The sections under this parent (None: the top) in order, without their texts."""
    return list(Section.objects.present().filter(document=document, parent=parent).defer("body"))


def next_order(document, parent):
    """The order of a section that is to stand last under this parent."""
    last = Section.objects.present().filter(document=document, parent=parent).aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def descendants(section):
    """Everything below, taken away or not."""
    children = {}
    for one in Section.objects.filter(document_id=section.document_id).defer("body"):
        children.setdefault(one.parent_id, []).append(one)
    below, waiting = [], [section.pk]
    while waiting:
        found = children.get(waiting.pop(), [])
        below += found
        waiting += [one.pk for one in found]
    return below


def height(section):
    """How many levels the section and what stands below it take."""
    depths = {section.pk: 1}
    for one in descendants(section):
        depths[one.pk] = depths[one.parent_id] + 1
    return max(depths.values())


def check_depth(parent, *, height):
    """PlaceNotAllowedError when something of this height would be too deep under the parent, or the parent is gone."""
    depth = 0
    while parent is not None:
        if parent.removed_at:
            raise PlaceNotAllowedError(parent.heading)
        depth, parent = depth + 1, parent.parent
    if depth + height > numbering.DEEPEST:
        raise PlaceNotAllowedError


def check_not_below(section, parent):
    """PlaceNotAllowedError when the parent is the section itself or stands below it."""
    while parent is not None:
        if parent.pk == section.pk:
            raise PlaceNotAllowedError(section.heading)
        parent = parent.parent
