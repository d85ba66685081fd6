"""The text read by one guiding principle: the sections that were weighed as relevant, each with how it was weighed."""

import re
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.template.loader import render_to_string
from django.utils.translation import override

from strategy.models import VersionSection
from strategy.rendering import CONTENTS_DEPTH, LANGUAGE, nested

# A section in the kept page begins with its heading, a chapter's in a row of its own (strategy/_article.html).
_BEGINS = re.compile(r'(?:<div class="head-row">)?<h(\d) id="s-([0-9a-f-]{36})">.*?</h\1>(?:</div>)?')
_TEXT_BEGINS, _TEXT_ENDS = '<article class="sheet"><div class="read">\n', "</div></article>"


@dataclass(frozen=True)
class Sifted:
    """What is left: the page, the principle, and how many sections were weighed against it."""

    rendered: str
    principle: dict
    count: int


def facts():
    """A subquery for `by_principle`, to be asked with a version: its sections, without their texts."""
    found = VersionSection.objects.filter(version=OuterRef("pk")).order_by("order")
    names = ("key", "number", "depth", "heading", "assessments")
    return ArraySubquery(found.values(data=JSONObject(**{name: name for name in names})))


def wanted(version, wishes):
    """The principle of this version that a reader asks for; None when there is no such."""
    slug = wishes.get("forhallningssatt")
    return next((principle for principle in version.principles if principle["slug"] == slug), None)


def by_principle(version, rendered, rows, principle):
    """The kept page with those sections alone, under the headings above them. `rows` are what `facts` gave."""
    sections = [VersionSection(version=version, **row) for row in rows]
    weighed = {str(one.key): cell for one in sections if (cell := _cell(one, principle))}
    kept = _with_those_above(sections, weighed)
    with override(LANGUAGE):
        listed = [one for one in sections if str(one.key) in kept and one.depth <= CONTENTS_DEPTH]
        context = {"version": version, "nodes": nested(listed)}
        contents = render_to_string("strategy/_toc.html", context)
        parts = "".join(_parts(rendered, kept, weighed, context | {"principle": principle}))
    return Sifted(f"{contents}\n{_TEXT_BEGINS}{parts}{_TEXT_ENDS}", principle, len(weighed))


def _cell(section, principle):
    cells = (cell for cell in section.assessments if cell["principle"] == principle["slug"] and cell["is_relevant"])
    return next(cells, None)


def _with_those_above(sections, weighed):
    """The keys of the weighed sections and of all that they stand in."""
    kept, above = set(), []
    for section in sections:
        above = [*above[: section.depth - 1], str(section.key)]
        if str(section.key) in weighed:
            kept.update(above)
    return kept


def _parts(rendered, kept, weighed, context):
    found = list(_BEGINS.finditer(rendered))
    ends = [one.start() for one in found[1:]] + [rendered.rfind(_TEXT_ENDS)]
    for begins, end in zip(found, ends, strict=False):
        key = begins[2]
        if key in weighed:
            said = render_to_string("strategy/_weighed_here.html", context | {"key": key, "cell": weighed[key]})
            yield f"{begins[0]}{said}{rendered[begins.end() : end]}"
        elif key in kept:
            yield f"{begins[0]}\n"
