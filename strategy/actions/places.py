"""Where sections stand: what the actions on the tree have in common."""

from django.db.models import Max

from strategy import numbering
from strategy.actions.errors import PlaceNotAllowedError
from strategy.models import Document, Section


def lock(document):
    """One at a time may rearrange or freeze a document."""
    return Document.objects.select_for_update(of=("self",)).select_related("parent").get(pk=document.pk)


def children(document, parent):
    return list(Section.objects.present().filter(document=document, parent=parent))


def next_order(document, parent):
    last = Section.objects.present().filter(document=document, parent=parent).aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def descendants(section):
    """Everything below, taken away or not."""
    children = {}
    for one in Section.objects.filter(document_id=section.document_id):
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
    depth = 0
    while parent is not None:
        if parent.removed_at:
            raise PlaceNotAllowedError(parent.heading)
        depth, parent = depth + 1, parent.parent
    if depth + height > numbering.DEEPEST:
        raise PlaceNotAllowedError


def check_not_below(section, parent):
    while parent is not None:
        if parent.pk == section.pk:
            raise PlaceNotAllowedError(section.heading)
        parent = parent.parent
