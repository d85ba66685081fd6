"""Making the page of a comparison: each section and block drawn, with where it came from or went to."""

from html import escape
from itertools import count
from types import SimpleNamespace

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from strategy import rendering
from strategy.changes.beside import Beside
from strategy.changes.details import details_of
from strategy.changes.rows import Anchors, Row, Stretch, kind_of, place_words, tags
from strategy.changes.shape import Page, Part
from strategy.comparing import counting, drawing, words
from strategy.models import SectionKind

DEEPEST_HEADING = 6


def shown(comparison, older, newer, look):
    """The page of this comparison."""
    return _Builder(comparison, older, newer, look).page()


class _Builder:
    def __init__(self, comparison, older, newer, look):
        self.comparison, self.older, self.newer, self.look = comparison, older, newer, look
        self.anchors, self.tables, self.tags = Anchors(), count(1), tags()
        self.old, self.new = {}, {}
        for change in comparison.sections:
            if change.was is not None:
                self.old[change.was] = change
            if change.now is not None:
                self.new[change.now] = change
        self.section_anchors = {
            id(change): self.anchors.free(f"s-{_facts(change).get('key', '')}") for change in comparison.sections
        }
        self.words = {"before": _("before:"), "now": _("now:")}
        self.left = self._left_behind()
        self.beside = Beside(comparison, self.anchors, old=self._old_place, new=self._new_place)

    def page(self):
        names = {**_names(self.comparison.facts.old()), **_names(self.comparison.facts.new())}
        parts, level = [], 1
        for change in self.comparison.sections:
            part = self._part(change, level, names)
            level = part.level
            parts.append(part)
        self._tell_of_moved_sections(parts)
        about = details_of(self.comparison.facts, names, "om", self.anchors)
        return Page(self.comparison, self.older, self.newer, self.look, self.tags, about, parts)

    def _part(self, change, level, names):
        facts = _facts(change)
        section = SimpleNamespace(
            number=facts.get("number", ""), depth=facts.get("depth", 1), kind=facts.get("kind") or SectionKind.TEXT
        )
        anchor = self.section_anchors[id(change)]
        part = Part(
            change,
            anchor,
            min(rendering.heading_level(section), level + 1),
            section.depth,
            f"{section.number} {facts.get('heading', '')}",
            rendering.label(section),
            self._heading(change),
            state := _state(change),
            self.tags.get(state, ""),
            self._notes(change),
            counting.of_section(change),
        )
        part.rows = self._rows(change, part)
        if change.was is not None and change.now is not None:
            part.details = details_of(change.facts, names, anchor, self.anchors)
        return part

    def _heading(self, change):
        was, now = change.facts.old().get("heading", ""), change.facts.new().get("heading", "")
        if change.was is None or change.now is None or was == now:
            return mark_safe(drawing.plain(now if change.now is not None else was))
        return mark_safe(drawing.drawn(words.compared(drawing.plain(was), drawing.plain(now))))

    def _notes(self, change):
        """What happened to the section itself, as sentences."""
        if change.was is None or change.now is None:
            return []
        was, now = change.facts.old(), change.facts.new()
        notes = []
        if change.moved:
            notes.append(_("Stood as %(old)s before.") % {"old": f"{was['number']} {was['heading']}"})
        elif was.get("number") != now.get("number"):
            notes.append(_("Had number %(number)s before.") % {"number": was["number"]})
        if was.get("kind") != now.get("kind"):
            kinds = {"old": SectionKind(was["kind"]).label, "new": SectionKind(now["kind"]).label}
            notes.append(_("Was: %(old)s. Is now: %(new)s.") % kinds)
        return notes

    def _rows(self, change, part):
        heading = f"h{min(part.level + 1, DEEPEST_HEADING)}"
        left = dict(self.left.get(change.was, {})) if change.was is not None else {}
        rows = left.pop(None, [])
        for block in change.blocks:
            kind = kind_of(block)
            if kind:
                rows.append(self._row(kind, block, heading, part))
            else:
                self._stretch(rows).blocks.append(self._unchanged(block, heading))
            if block.was and block.was.section == change.was:
                rows += left.pop(block.was.block, [])
        return rows + [row for some in left.values() for row in some]

    def _stretch(self, rows):
        if not rows or not isinstance(rows[-1], Stretch):
            rows.append(Stretch())
        return rows[-1]

    def _unchanged(self, block, heading):
        html = self._wrapped(drawing.drawn(block.runs, heading=heading), self.newer)
        return f'<div class="para" id="{escape(self.anchors.of(block))}">{html}</div>'

    def _row(self, kind, block, heading, part):
        spot = block.now or block.was
        row = Row(
            kind, self.anchors.of(block), self.tags[kind], block=block, place=place_words("", part.title, spot.block)
        )
        if kind.startswith("moved"):
            row.ways.append((self.words["before"], self._old_place(block.was), f"#{self._source_anchor(block)}"))
        row.ways += self.beside.ways(block)
        if self.look.side:
            row.was = self._one_side(block.was, block, drawing.OLD, heading, self.older)
            row.now = self._one_side(block.now, block, drawing.NEW_ONLY, heading, self.newer)
        else:
            edition, view = (self.newer, drawing.BOTH) if block.now else (self.older, drawing.OLD)
            row.html = mark_safe(self._wrapped(drawing.drawn(block.runs, view=view, heading=heading), edition))
        return row

    def _one_side(self, spot, block, view, heading, edition):
        if spot is None:
            return ""
        return mark_safe(self._wrapped(drawing.drawn(block.runs, view=view, heading=heading), edition))

    def _wrapped(self, html, edition):
        """References lead to the edition itself, where everything can be read; a wide table is slid by itself."""
        html = html.replace('href="#', f'href="{escape(edition.url)}#')
        if not html.startswith("<table"):
            return html
        words = escape(_("Table %(n)d, can be scrolled sideways") % {"n": next(self.tables)})
        return f'<div class="slide" tabindex="0" role="region" aria-label="{words}">{html}</div>'

    def _tell_of_moved_sections(self, parts):
        """Where a section stood before, one reads where it stands now; the two lead to each other."""
        staying = {part.change.was: part for part in parts if part.state not in {"new", "moved"}}
        for part in parts:
            if part.state == "moved":
                before = [place for place in staying if place < part.change.was]
                part.leads_to = self.anchors.free(f"f-{part.anchor}")
                way = (self.words["now"], part.title, f"#{part.anchor}")
                left = Row("left", part.leads_to, self.tags["left"], ways=[way])
                if before:
                    staying[max(before)].rows.append(left)
                else:
                    parts[0].rows.insert(0, left)

    def _old_place(self, spot):
        return _place(self.old[spot.section].facts.old(), spot)

    def _new_place(self, spot):
        return _place(self.new[spot.section].facts.new(), spot)

    def _source_anchor(self, block):
        return f"f-{self.anchors.of(block)}"

    def _left_behind(self):
        """For each old section the rows that tell of what has moved away: {old section: {after which block: rows}}."""
        moved = {block.was: block for change in self.comparison.sections for block in change.blocks if block.moved}
        left = {}
        for spot in sorted(moved):
            before = [k for k in range(spot.block) if (spot.section, k) not in moved]
            after = left.setdefault(spot.section, {}).setdefault(before[-1] if before else None, [])
            after.append(self._left(moved[spot]))
        return left

    def _left(self, block):
        way = (self.words["now"], self._new_place(block.now), f"#{self.anchors.of(block)}")
        return Row("left", self._source_anchor(block), self.tags["left"], ways=[way], block=block)


def _place(facts, spot):
    return place_words(facts.get("number", ""), facts.get("heading", ""), spot.block)


def _state(change):
    if change.was is None:
        return "new"
    if change.now is None:
        return "gone"
    return "moved" if change.moved else ""


def _facts(change):
    return change.facts.new() if change.now is not None else change.facts.old()


def _names(facts):
    return {principle.get("slug"): principle.get("name", "") for principle in facts.get("principles", [])}
