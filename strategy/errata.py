"""Corrections beside a frozen text: read together with the version, and shown at their places in the kept page."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from strategy.markup import inner_text
from strategy.models import Erratum
from strategy.rendering import LANGUAGE

_FACTS = JSONObject(
    number="number",
    section="section__number",
    heading="section__heading",
    key="section__key",
    block="block",
    wrong="wrong",
    right="right",
    reason="reason",
    decided_by="decided_by",
    decided_on="decided_on",
    noted_at="noted_at",
    withdrawn_at="withdrawn_at",
    withdrawal="withdrawal",
)
# What can follow a paragraph in the kept page (strategy/_article.html).
_NEXT = re.compile(r'<div class="(?:para"|head-row")|<h\d id="s-|<ol class="footnotes"|</div></article>')


@dataclass(frozen=True)
class Correction:
    """An erratum with the words of its place. `paragraph` is its number in the section, 0 for the section itself."""

    number: int
    section: str
    heading: str
    key: str
    block: str
    wrong: str
    right: str
    reason: str
    decided_by: str
    decided_on: date
    noted_at: datetime
    withdrawn_at: datetime | None
    withdrawal: str
    paragraph: int = 0

    @property
    def anchor(self):
        """The permanent fragment of this correction on the version's page."""
        return f"rattelse-{self.number}"

    @property
    def fragment(self):
        """Where in the text it belongs; empty when it is about the whole."""
        return f"b-{self.block}" if self.block else f"s-{self.key}" if self.key else ""

    @property
    def place(self):
        """Where it belongs, in words."""
        if not self.key:
            return _("The whole document")
        title = f"{self.section} {self.heading}".strip()
        if not self.paragraph:
            return title
        return _("%(section)s, paragraph %(n)d") % {"section": title, "n": self.paragraph}


def facts():
    """A subquery for `corrections`, to be asked with a version."""
    found = Erratum.objects.filter(version=OuterRef("pk")).order_by("number")
    return ArraySubquery(found.values(data=_FACTS))


def corrections(rows, rendered):
    """What `facts` gave, for the version with this kept page."""
    return [_with_paragraph(_correction(row), rendered) for row in rows]


def of(version):
    """All corrections of one version, with the words of their places."""
    (rows,) = type(version).objects.filter(pk=version.pk).values_list(facts(), flat=True)
    return corrections(rows, version.rendered)


def as_data(version):
    """All corrections of one version as plain data, for machines."""
    return [found["data"] for found in version.errata.values(data=_FACTS)]


def placed(rendered, found):
    """The kept page with a note at the place of each correction that stands. The text itself is as it was."""
    for correction in reversed(found):
        if correction.fragment and not correction.withdrawn_at:
            rendered = _noted(rendered, correction)
    return rendered


def places(section, words):
    """In which paragraphs (1, 2 …) of a frozen section these words stand; 0 is its heading. White space is alike."""
    wanted = _squeeze(words)
    texts = [section.heading, *(inner_text(block["html"]) for block in section.body)]
    return [n for n, text in enumerate(texts) if wanted in _squeeze(text)]


def _squeeze(text):
    return " ".join(text.split())


def _correction(row):
    told = {name: value or "" for name, value in row.items() if name in {"section", "heading", "key"}}
    withdrawn = row["withdrawn_at"] and datetime.fromisoformat(row["withdrawn_at"])
    days = {"decided_on": date.fromisoformat(row["decided_on"]), "noted_at": datetime.fromisoformat(row["noted_at"])}
    return Correction(**{**row, **told, **days, "withdrawn_at": withdrawn})


def _with_paragraph(correction, rendered):
    found = correction.block and re.search(rf'<a class="pl" href="#b-{correction.block}">[^¶]*¶(\d+)<', rendered)
    return replace(correction, paragraph=int(found[1])) if found else correction


def _noted(rendered, correction):
    """After the paragraph, or after the section's heading."""
    if correction.block:
        start = rendered.find(f'<div class="para" id="b-{correction.block}">')
        after = _NEXT.search(rendered, start + 1) if start >= 0 else None
        place = after.start() if after else -1
    else:
        heading = re.search(rf'<h(\d) id="s-{correction.key}">.*?</h\1>(?:</div>)?', rendered)
        place = heading.end() if heading else -1
    if place < 0:
        return rendered
    with override(LANGUAGE):
        note = render_to_string("strategy/_erratum_here.html", {"correction": correction})
    return f"{rendered[:place]}{note}{rendered[place:]}"
