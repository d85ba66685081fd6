"""Answering section by section: the list, and one frozen section beside what is said of it."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe

from consultations import fields, held, outline, part_deadlines, parts, remarks
from consultations.forms_section import SectionForm
from consultations.in_words import readable
from consultations.views.answering import form_page, own_deadline, page, read, section_address, with_draft
from strategy.blocks import is_block_id
from strategy.markup import spelled_out
from strategy.models import VersionSection


@dataclass(frozen=True)
class Chapter:
    """A chapter with the sections under it, as the list folds them."""

    line: outline.Line
    rows: list
    said: int


@with_draft
def section_list(request, visit, draft):
    """All frozen sections by chapter, open where something is said; or only those of which something is said."""
    values, _versions = read(draft)
    only_said = "bara" in request.GET
    chapters = _chapters(draft, values, only_said=only_said)
    here = parts.address(draft, parts.SECTIONS)
    context = {"chapters": chapters, "only_said": only_said, "said": len(fields.commented(values)), "address": here}
    return page(request, visit, draft, parts.SECTIONS, values, "sections", context)


def _chapters(draft, values, *, only_said):
    whole, counts = fields.sections(values), {}
    for key, _said in remarks.spoken(values):
        counts[key] = counts.get(key, 0) + 1
    found = []
    for line in outline.of(draft.consultation.version):
        if line.depth == 1 or not found:
            found.append(Chapter(line, [], 0))
        stance = whole.get(line.key, {}).get("stance", "")
        facts = {
            "line": line,
            "address": section_address(draft, line),
            "is_said": line.key in whole or line.key in counts,
            "stance": readable("x.stance", stance) if stance not in ("", "not_stated") else "",
            "has_comment": bool(whole.get(line.key, {}).get("comment")),
            "has_proposal": bool(whole.get(line.key, {}).get("proposal")),
            "remarks": counts.get(line.key, 0),
        }
        if facts["is_said"] or not only_said:
            found[-1].rows.append(facts)
    return [Chapter(c.line, c.rows, sum(row["is_said"] for row in c.rows)) for c in found if c.rows]


@with_draft
def section_page(request, visit, draft, *, address):
    """One frozen section beside what is said of it, as a whole and in remarks."""
    lines = outline.of(draft.consultation.version)
    place = next((n for n, line in enumerate(lines) if address in (line.address, str(line.key))), None)
    if place is None:
        raise Http404
    line = lines[place]
    section = get_object_or_404(VersionSection, pk=line.pk)
    values, versions = read(draft)
    asked = {
        "questions": draft.consultation.questions.filter(section=section),
        "is_person": parts.is_person(draft, values),
        "new": request.GET.get("stycke", ""),
    }
    form = SectionForm(request.POST or None, values=values, versions=versions, section=section, **asked)
    context = _places(draft, lines, place) | {
        "section": section,
        "passages": _passages(section, form.cards),
        "part_deadline": part_deadlines.of_sections(draft.consultation, own_deadline(draft)).get(section.pk),
        "line": line,
    }
    context["address"] = _stay_at(request, context["address"])
    return form_page(request, visit, draft, parts.SECTIONS, form, values, template="section", more=context)


def _places(draft, lines, place):
    before = lines[place - 1] if place else None
    after = lines[place + 1] if place + 1 < len(lines) else None
    return {
        "place": place + 1,
        "of_all": len(lines),
        "before": before,
        "before_address": section_address(draft, before) if before else "",
        "after": after,
        "address": section_address(draft, lines[place]),
        "next_address": section_address(draft, after) if after else parts.address(draft, parts.FILES),
    }


def _stay_at(request, address):
    """Where the page goes on after saving: at the paragraph that somebody has just chosen."""
    chosen = request.POST.get("comment", "")
    return f"{address}?stycke={chosen}#ny" if is_block_id(chosen) else address


def _passages(section, cards):
    """The frozen paragraphs with the marks of the remarks: [(number, block id, HTML)]."""
    spans = {}
    for card in cards:
        if card.block:
            spans.setdefault(card.block, []).append((card.number, card.name, card.place))
    # The frozen HTML is clean (strategy.blocks), and the marks add nothing that anybody typed.
    return [
        (number, block["id"], mark_safe(remarks.marked(spelled_out(block["html"]), spans.get(block["id"], []))))
        for number, block in enumerate(section.body, start=1)
    ]


def paragraph_address(draft, block):
    """Where one comments on this paragraph of the frozen text, or None when the version has no such paragraph."""
    if not is_block_id(block):
        return None
    sections = VersionSection.objects.filter(version=draft.consultation.version_id, body__contains=[{"id": block}])
    pk = sections.values_list("pk", flat=True).first()
    line = next((line for line in outline.of(draft.consultation.version) if line.pk == pk), None)
    return f"{section_address(draft, line)}?stycke={block}#ny" if line else None


def field_address(draft, name, values):
    """Where a field of the answer can be put right: the field itself on its page."""
    waiting = {held.field(one.name, "text"): one.field for one in held.of(values)}
    name = waiting.get(name, name)
    anchor = f"id_{name}_0" if name.endswith("stance") and not name.startswith("remark") else f"id_{name}"
    key = values.get(remarks.field(name.split(".")[1], "section"), "") if remarks.is_name(name) else name
    lines = outline.of(draft.consultation.version) if name.startswith(("section.", "remark.")) else ()
    line = next((line for line in lines if str(line.key) in key), None)
    return f"{section_address(draft, line) if line else parts.address(draft, parts.home(name, values))}#{anchor}"
