"""The plain list of all changes: one line for each, in reading order, with its address."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from strategy.changes.rows import Row
from strategy.comparing import drawing, words


@dataclass(frozen=True)
class Entry:
    """One change: where, what kind, the words, and where it stands on the page of the comparison."""

    anchor: str
    place: str
    row: Row
    pieces: list
    note: str = ""


@dataclass(frozen=True)
class Group:
    """The changes of one section."""

    title: str
    anchor: str
    entries: list


def listed(page):
    """All changes of a page by section."""
    groups = [Group(_("The document"), "", [_of_detail(detail) for detail in page.about])] if page.about else []
    groups += [Group(part.title, part.anchor, list(_of_part(part))) for part in page.touched]
    return groups


def _of_part(part):
    if part.state:
        note = " ".join(part.notes)
        yield Entry(part.anchor, _("The section"), part.row, [], note)
    elif part.notes:
        yield Entry(part.anchor, _("The section"), Row("changed", part.anchor), [], " ".join(part.notes))
    if part.change.facts.changed("heading") and not part.state:
        was, now = part.change.facts.was["heading"], part.change.facts.now["heading"]
        runs = words.compared(drawing.plain(was), drawing.plain(now))
        yield Entry(part.anchor, _("Heading"), Row("changed", part.anchor), drawing.excerpts(runs))
    for row in part.rows:
        if isinstance(row, Row) and row.kind != "left":
            note = _("before: %(place)s") % {"place": row.note} if row.note else ""
            if row.is_form_only:
                note = " ".join(filter(None, [note, _("Only formatting or links have changed.")]))
            yield Entry(row.anchor, row.place, row, drawing.excerpts(row.block.runs), note)
    for detail in part.details:
        yield _of_detail(detail)


def _of_detail(detail):
    return Entry(detail.anchor, detail.title, Row("changed", detail.anchor), detail.pieces)
