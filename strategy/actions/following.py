"""What is marked follows its words when the text is saved; what has no place any more is kept and listed."""

from django.db.models import Q

from strategy import anchoring
from strategy.models import CommentThread, Section, Suggestion


def follow(section):
    """Find again what belongs to words of this section, in it or in another one, after it was saved.

    What stands nowhere any more is looked for in each text that is saved later.
    """
    others = _Others(section)
    for model in (CommentThread, Suggestion):
        lost_elsewhere = Q(section__document=section.document_id, is_placed=False)
        marks = model.objects.unsettled().filter(Q(section=section) | lost_elsewhere).order_by("pk")
        moved = [mark for mark in marks if _has_moved(mark, section, others)]
        if moved:
            model.objects.bulk_update(moved, model.place_fields)


def place_anew(mark):
    """Find the place of one mark in the section as it stands now: it was not followed while it was settled."""
    found = anchoring.find(mark.anchor, mark.section.body)
    mark.take_place(mark.section, found)
    mark.save(update_fields=mark.place_fields)


class _Others:
    """The other texts of the document, read when something has to be looked for there."""

    def __init__(self, section):
        self._query = Section.objects.present().filter(document=section.document_id).exclude(pk=section.pk)
        self._found = None

    def __iter__(self):
        if self._found is None:
            self._found = list(self._query)
        return iter(self._found)


def _has_moved(mark, section, others):
    """Whether its place is another one now; it has taken that place then."""
    before = [getattr(mark, name) for name in mark.place_fields]
    found = anchoring.find(mark.anchor, section.body)
    if found or mark.section_id == section.pk:
        # What was lost already is not looked for everywhere at each keystroke.
        where, found = (section, found) if found or not mark.is_placed else _elsewhere(mark, section, others)
        mark.take_place(where, found)
    return before != [getattr(mark, name) for name in mark.place_fields]


def _elsewhere(mark, section, others):
    for other in others:
        if found := anchoring.find(mark.anchor, other.body):
            return other, found
    return section, None
