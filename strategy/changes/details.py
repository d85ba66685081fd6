"""What has changed beside the text itself: titles, principles, how a section was weighed, what it stands on."""

from dataclasses import dataclass

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy.comparing import counting, drawing, words
from strategy.comparing.structure import GONE, NEW, SAME
from strategy.markup import inner_text

_TITLES = {
    "title": gettext_lazy("Title"),
    "subtitle": gettext_lazy("Subtitle"),
    "lead": gettext_lazy("Lead"),
    "evidence": gettext_lazy("Evidence"),
    "builds_on": gettext_lazy("Builds on"),
}
# Shown in the section's own heading and notes.
_ELSEWHERE = {"heading", "kind", "key"}


@dataclass(frozen=True)
class Detail:
    """One thing beside the text: what it is called, and its words with what is gone and new."""

    anchor: str
    title: str
    runs: list

    @property
    def html(self):
        """The words with `del` and `ins`."""
        return mark_safe(drawing.drawn(self.runs))

    @property
    def pieces(self):
        """The same as plain text, shortened."""
        return drawing.excerpts(self.runs)


def details_of(facts, names, anchor, anchors):
    """All that changed in these facts. `names` are the principles' names by slug."""
    found = []
    for name, slug in counting.details(facts):
        if name in _ELSEWHERE:
            continue
        title = names.get(slug) or slug if slug else _TITLES.get(name, name)
        fragment = anchors.free("-".join(["d", anchor, name, *([slug] if slug else [])]))
        found.append(Detail(fragment, str(title), _runs(name, slug, facts)))
    return found


def _runs(name, slug, facts):
    was, now = facts.was.get(name), facts.now.get(name)
    if name == "assessments":
        return _texts(*_one(was, now, "principle", slug), _weighing)
    if name == "principles":
        return _texts(*_one(was, now, "slug", slug), _principle)
    if name in {"evidence", "builds_on"}:
        return _titles(was or [], now or [])
    return _texts(was, now, str)


def _one(was, now, key, slug):
    return next(pair[1:] for pair in counting.paired(was or [], now or [], key) if pair[0] == slug)


def _texts(was, now, spell):
    old, new = ("" if one is None else drawing.plain(spell(one)) for one in (was, now))
    return words.compared(old, new)


def _weighing(cell):
    return cell["text"] if cell["is_relevant"] else _("Not relevant: %(reason)s") % {"reason": cell["text"]}


def _principle(principle):
    text = " ".join(inner_text(block["html"]) for block in principle.get("text", []))
    return " · ".join(part for part in (principle.get("name"), principle.get("summary"), text) if part)


def _titles(was, now):
    """Lists of what is linked to: each as a whole there or not."""
    old, new = ([_named(one) for one in side] for side in (was, now))
    runs = [(SAME if title in new else GONE, title) for title in old]
    runs += [(NEW, title) for title in new if title not in old]
    spaced = [(mark, drawing.plain(title)) for mark, title in runs]
    return [run for n, run in enumerate(spaced) for run in ([(SAME, " · "), run] if n else [run])]


def _named(one):
    return " ".join(filter(None, (one.get("number"), one.get("title") or one.get("heading"))))
