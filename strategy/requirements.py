"""What a regional development strategy must contain, with the paragraph that asks for it: one table (DOMAIN.md §2).

Officials say for each line which sections and which evidence meet it, or why it is missing (models.Coverage). It is
shown before a version is frozen, never in the way of it, and frozen beside the text.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strategy.models import EvidenceKind, SectionKind

# The ordinance is since 1 April 2024 named "förordning om regionalt utvecklingsarbete" (2024:100).
ORDINANCE = "förordning (2017:583)"
ACT = "lag (2010:630)"


@dataclass(frozen=True)
class Requirement:
    """One thing that must be there. `kinds` and `evidence_kinds` are what meets it as a rule, to choose from first."""

    key: str
    rule: str
    name: str
    what: str
    kinds: tuple = ()
    evidence_kinds: tuple = ()


REQUIREMENTS = [
    Requirement(
        "mal",
        f"8 § {ORDINANCE}",
        _("Goals"),
        _("One cross-sector strategy that says which goals the county has."),
        kinds=(SectionKind.GOAL,),
    ),
    Requirement(
        "prioriteringar",
        f"8 § {ORDINANCE}",
        _("Long-term priorities"),
        _("What comes first in the long run, across all sectors."),
        kinds=(SectionKind.PRIORITY,),
    ),
    Requirement(
        "analys",
        f"9 § {ORDINANCE}",
        _("Analysis of the county"),
        _("The strategy is founded on an analysis of how things stand."),
        evidence_kinds=(EvidenceKind.SITUATION_ANALYSIS,),
    ),
    Requirement(
        "geografi",
        f"9 § {ORDINANCE}",
        _("Territorial view"),
        _("Functional links within and across the county's and the nation's borders; kinds of countryside and towns."),
    ),
    Requirement(
        "hallbarhet",
        f"4 § {ORDINANCE}",
        _("Sustainability"),
        _("Economic, social and environmental sustainability are integrated."),
    ),
    Requirement(
        "nationell-strategi",
        f"3 § {ORDINANCE}",
        _("The national strategy"),
        _("The four areas of the national strategy for regional development guide the work."),
    ),
    Requirement(
        "andra-planer",
        f"11 § {ORDINANCE}",
        _("Other goals and plans"),
        _("Other goals, strategies and plans that bear on the county have been considered."),
    ),
    Requirement(
        "offentlig-samverkan",
        f"10 § {ORDINANCE}, 8 § {ACT}",
        _("Worked out together with public bodies"),
        _("Municipalities, regions, county administrative boards and state agencies took part; rooted in the county."),
    ),
    Requirement(
        "naringsliv-civilsamhalle",
        f"10 § {ORDINANCE}, 9 § {ACT}",
        _("Business and civil society"),
        _("Business and the organisations of civil society have been offered to take part."),
    ),
    Requirement(
        "kompetensforsorjning",
        f"5 § {ACT}",
        _("Skills supply"),
        _("Goals for the supply of skills in the county."),
    ),
    Requirement(
        "uppfoljning",
        f"16 § {ORDINANCE}",
        _("Follow-up"),
        _("How it is followed up and evaluated all along; statistics by gender unless there are special reasons."),
        evidence_kinds=(EvidenceKind.FOLLOW_UP,),
    ),
    Requirement(
        "oversyn",
        f"12 § {ORDINANCE}",
        pgettext_lazy("of a strategy", "Review"),
        _("When it is reviewed: at least once between each election to the councils."),
    ),
]
BY_KEY = {requirement.key: requirement for requirement in REQUIREMENTS}

MET, MISSING, OPEN = "met", "missing", "open"


@dataclass
class Line:
    """One requirement, and where a text meets it. `sections` have key, number, title; `evidence` slug and title."""

    requirement: Requirement
    sections: list = field(default_factory=list)
    evidence: list = field(default_factory=list)
    note: str = ""

    @property
    def state(self):
        """Met by something, said to be missing, or not judged yet."""
        if self.sections or self.evidence:
            return MET
        return MISSING if self.note else OPEN


def of_document(document):
    """The requirements of this kind of document: a programme has none of its own."""
    return REQUIREMENTS if document.kind == "strategy" else []


def checklist(document, places, judged):
    """The lines of the working text. `judged` are the document's rows of Coverage with what they link to."""
    found = {row.requirement: row for row in judged}
    return [_line(requirement, places, found.get(requirement.key)) for requirement in of_document(document)]


def _line(requirement, places, row):
    if row is None:
        return Line(requirement)
    chosen = {section.pk for section in row.sections.all()}
    return Line(
        requirement,
        [
            {"key": str(place.section.key), "number": place.number, "heading": place.section.heading}
            for place in places
            if place.section.pk in chosen
        ],
        [{"slug": one.slug, "title": one.title} for one in row.evidence.all() if one.removed_at is None],
        row.note,
    )


def to_freeze(lines):
    """The lines as a version keeps them: plain data, without those that nobody has judged."""
    return [
        {"requirement": line.requirement.key, "sections": line.sections, "evidence": line.evidence, "note": line.note}
        for line in lines
        if line.state != OPEN
    ]


def of_version(version):
    """The lines as they were frozen; empty when nothing was judged that day."""
    kept = {row["requirement"]: row for row in version.coverage}
    if not kept:
        return []
    names = ("sections", "evidence", "note")
    return [
        Line(requirement, **{name: kept[requirement.key][name] for name in names})
        if requirement.key in kept
        else Line(requirement)
        for requirement in of_document(version.document)
    ]
