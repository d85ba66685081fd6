"""The plain list of all changes: one line for each, in reading order, with its address."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from strategy.changes.rows import Row
from strategy.comparing import drawing, words


@dataclass(frozen=True)
class Entry:
    """One change: where, the mark of its kind, the words, and where it stands on the page of the comparison."""

    anchor: str
    place: str
    tag: str
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
    groups = [Group(_("The document"), "", _of_details(page.about, page.tags["changed"]))] if page.about else []
    return groups + [Group(part.title, part.anchor, list(_of_part(part, page.tags))) for part in page.touched]


def _of_part(part, tags):
    changed = tags["changed"]
    if part.state or part.notes:
        tag = part.tag or (changed if part.change.facts.changed("kind") else tags["renumbered"])
        yield Entry(part.anchor, _("The section"), tag, [], " ".join(part.notes))
    if part.change.facts.changed("heading") and part.state in {"", "moved"}:
        was, now = part.change.facts.was["heading"], part.change.facts.now["heading"]
        runs = words.compared(drawing.plain(was), drawing.plain(now))
        yield Entry(part.anchor, _("Heading"), changed, drawing.excerpts(runs))
    for row in part.rows:
        if isinstance(row, Row) and row.kind != "left":
            note = row.note
            if row.is_form_only:
                note = " ".join(filter(None, [note, _("Only formatting or links have changed.")]))
            yield Entry(row.anchor, row.place, row.tag, drawing.excerpts(row.block.runs), note)
    yield from _of_details(part.details, changed)


def _of_details(details, changed):
    return [Entry(detail.anchor, detail.title, changed, detail.pieces) for detail in details]
