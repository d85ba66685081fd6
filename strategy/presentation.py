"""Rows and lists as the pages show them, made from what is frozen or, in the workspace, from what is written now."""

from dataclasses import dataclass

from django.db.models import F
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from rus_portal import clock
from strategy import marking
from strategy.models import HeldText, SectionKind, SectionPresence, SectionRevision


def evidence_page(found, sections):
    """The links both ways: evidence → sections of the version, and section → evidence."""
    by_key = {section.key: section for section in sections}
    items, standing = [], {}
    for evidence in found:
        keys = {section.key for section in evidence.sections.all()}
        linked = [section for section in sections if section.key in keys]
        items.append((evidence, linked))
        for section in linked:
            standing.setdefault(section.key, []).append(evidence)
    return {
        "items": items,
        "standing": [(by_key[section.key], standing[section.key]) for section in sections if section.key in standing],
    }


@dataclass(frozen=True)
class Row:
    """A section in the officials' tree."""

    section: object
    title: str
    depth: int
    kind: str
    last: object
    missing: int
    here: list
    is_held: bool
    comments: int
    suggestions: int
    moves: SafeString


def tree(snapshot, *, may_write):
    """The rows of the tree, in a few queries however many sections there are and however often they were saved."""
    moves = render_to_string("strategy/workspace/_moves.html", {"document": snapshot.document}) if may_write else ""
    mine = {"section__document": snapshot.document}
    saved = SectionRevision.objects.filter(**mine, number=F("section__revision")).select_related("saved_by")
    last = {one.section_id: one for one in saved.defer("body")}
    held = set(HeldText.objects.waiting().filter(**mine).values_list("section_id", flat=True))
    here, missing, kinds = {}, {}, dict(SectionKind.choices)
    for presence in SectionPresence.objects.here(clock.now()).filter(**mine).select_related("user"):
        here.setdefault(presence.section_id, []).append(str(presence.user))
    waiting = marking.counts(snapshot.document)
    for place, _principle in snapshot.gaps:
        missing[place.section.pk] = missing.get(place.section.pk, 0) + 1
    return [
        Row(
            section=place.section,
            title=place.title,
            depth=place.depth,
            kind=kinds[place.section.kind],
            last=last.get(place.section.pk),
            missing=missing.get(place.section.pk, 0),
            here=here.get(place.section.pk, []),
            is_held=place.section.pk in held,
            comments=waiting.get(place.section.pk, (0, 0))[0],
            suggestions=waiting.get(place.section.pk, (0, 0))[1],
            # One template for all would take most of the time of a page with hundreds of rows.
            moves=mark_safe(moves.replace("KEY", str(place.section.key)).replace("TITLE", escape(place.title))),
        )
        for place in snapshot.places
    ]
