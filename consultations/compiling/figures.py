"""The tables of the compilation, as plain data that can be kept: a version that is approved keeps its numbers.

A table is {"id", "columns": [code], "rows": [{"code", "cells": [{"n", "q"}]}]}. `n` is None where a small group would
be told of; `q` is the query of the list that holds exactly the answers (or the invited bodies) that `n` counts.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from consultations import outline, standing
from consultations.compiling.counted import LEFT_OUT, left_out
from consultations.compiling.small_groups import few, shielded
from consultations.models import (
    Answer,
    LinkKind,
    QuestionKind,
    Response,
    ResponseLink,
    SectionComment,
    SenderKind,
    Stance,
    Timeliness,
)
from rus_portal.accounts import collation
from rus_portal.accounts.models import Category

ORGANISATIONS, PERSONS, NO_AREA = "org", "person", "-"
BODIES = ("invited", "answered", "joint", "declined", "silent")
ANSWERS = ("all", "invited", "organisation", *Timeliness.values, "joint", "preliminary")


@dataclass(frozen=True)
class Row:
    """What is counted of one standing answer."""

    pk: int
    kind: str
    category: str
    area: str
    stance: str
    timeliness: str
    is_joint: bool
    is_preliminary: bool

    @property
    def is_person(self):
        return self.kind == SenderKind.PERSON

    def is_in(self, column):
        """Whether a column of the table of answers counts it."""
        match column:
            case "all":
                return True
            case "joint":
                return self.is_joint
            case "preliminary":
                return self.is_preliminary
        return column in {self.kind, self.timeliness}


def count_round(consultation) -> dict:
    """Every figure of a round: some queries, whatever the number of answers."""
    standing_rows = _rows(consultation)
    supplements = _supplements(consultation, set(standing_rows))
    rows = [row for pk, row in standing_rows.items() if pk not in supplements]
    sections, said = _sections(consultation, standing_rows, supplements)
    return {
        "tables": [
            *_bodies(consultation),
            *_answers(rows),
            _stances(rows),
            sections,
            *_questions(consultation, standing_rows, supplements),
        ],
        "totals": _totals(rows),
        "said": said,
        "left_out": _left_out(consultation),
    }


def _rows(consultation):
    joint = Exists(Response.joint_with.through.objects.filter(response=OuterRef("pk")))
    found = Response.objects.standing().filter(consultation=consultation).order_by("pk")
    facts = found.annotate(is_joint=joint, waits=Q(is_preliminary=True, confirmation=None)).values_list(
        "pk",
        "sender_kind",
        "organisation__category",
        "organisation__area",
        "stance",
        "timeliness",
        "is_joint",
        "waits",
    )
    return {row[0]: Row(*row) for row in facts}


def _supplements(consultation, pks):
    """{supplement: what it supplements} of those that both stand."""
    links = ResponseLink.objects.filter(kind=LinkKind.SUPPLEMENTS, later__consultation=consultation).order_by("pk")
    return {later: earlier for later, earlier in links.values_list("later", "earlier") if {later, earlier} <= pks}


def _cell(n, **query):
    return {"n": n, "q": urlencode(query) if n else ""}


def _totals(rows):
    persons = sum(row.is_person for row in rows)
    return {"organisations": len(rows) - persons, "persons": few(persons)}


def _bodies(consultation):
    """The invited, by group and by area."""
    cockpit = standing.cockpit(consultation)
    for name, query, parts in [
        ("bodies-category", "kategori", cockpit.by_category),
        ("bodies-area", "omrade", cockpit.by_area),
    ]:
        if not parts:
            continue
        rows = [_body_row(part.value or NO_AREA, part.figures, {query: part.value or NO_AREA}) for part in parts]
        yield {
            "id": name,
            "columns": [*BODIES, "share"],
            "rows": [*rows, _body_row("all", cockpit.total, {}) | {"is_total": True}],
        }


def _body_row(code, numbers, query):
    cells = [_cell(numbers[name], **_shown(name), **query) for name in BODIES]
    return {"code": code, "cells": [*cells, {"n": numbers.share, "q": "", "is_share": True}]}


def _shown(name):
    return {"visa": "" if name == "invited" else name}


def _answers(rows):
    """The answers by group, by area: invited or not, in time or late, joint, preliminary."""
    bodies, persons = _split(rows)
    by_category = [
        _answer_row(category, own, {"grupp": category})
        for category in Category.values
        if (own := [row for row in bodies if row.category == category])
    ]
    whole = _answer_row("all", bodies, {"fran": ORGANISATIONS}) | {"is_total": True}
    yield {
        "id": "answers-category",
        "columns": list(ANSWERS),
        "rows": [*by_category, whole, *([_person_row(persons)] if persons else [])],
    }
    areas = sorted({row.area for row in bodies} - {""}, key=collation.sort_key)
    if areas:
        areas += [""] if any(not row.area for row in bodies) else []
        own = [
            _answer_row(area or NO_AREA, [row for row in bodies if row.area == area], {"omrade": area or NO_AREA})
            for area in areas
        ]
        yield {"id": "answers-area", "columns": list(ANSWERS), "rows": [*own, whole]}


def _split(rows):
    return [row for row in rows if not row.is_person], [row for row in rows if row.is_person]


_COLUMN_QUERY = {
    "invited": {"fran": "invited"},
    "organisation": {"fran": "organisation"},
    "joint": {"visa": "gemensamma"},
    "preliminary": {"visa": "preliminara"},
    **{value: {"tid": value} for value in Timeliness.values},
}


def _answer_row(code, rows, query):
    cells = [
        _cell(sum(row.is_in(column) for row in rows), **({"rakna": "ja"} | query | _COLUMN_QUERY.get(column, {})))
        for column in ANSWERS
    ]
    return {"code": code, "cells": cells}


def _person_row(rows):
    """Private persons stand apart: nobody can take them out of a sum with the organisations."""
    everyone, by_time = shielded({value: sum(row.timeliness == value for row in rows) for value in Timeliness.values})
    numbers = {"all": everyone, "invited": 0, "organisation": 0, "joint": 0, "preliminary": 0} | by_time
    query = {"rakna": "ja", "fran": PERSONS}
    cells = [_cell(numbers[column], **(query | _COLUMN_QUERY.get(column, {}))) for column in ANSWERS]
    return {"code": PERSONS, "cells": cells}


def _stances(rows):
    """The overall stance, as stated: never worked out from the parts."""
    bodies, persons = _split(rows)
    by_category = [
        _stance_row(category, Counter(row.stance for row in own), {"rakna": "ja", "grupp": category})
        for category in Category.values
        if (own := [row for row in bodies if row.category == category])
    ]
    whole = _stance_row("all", Counter(row.stance for row in bodies), {"rakna": "ja", "fran": ORGANISATIONS})
    rows = [*by_category, whole | {"is_total": True}]
    if persons:
        rows.append(_shielded_row(PERSONS, Counter(row.stance for row in persons), Stance.values, _by_stance()))
    return {"id": "stances", "columns": [*Stance.values, "all"], "rows": rows}


def _by_stance():
    return lambda value: {"rakna": "ja", "fran": PERSONS} | ({"stallning": value} if value else {})


def _stance_row(code, numbers, query):
    cells = [_cell(numbers[value], **query, stallning=value) for value in Stance.values]
    return {"code": code, "cells": [*cells, _cell(numbers.total(), **query)]}


def _shielded_row(code, numbers, values, query):
    """A row of private persons; `query(value)` leads to those of one cell, `query("")` to all of them."""
    everyone, shown = shielded({value: numbers[value] for value in values})
    return {"code": code, "cells": [*(_cell(shown[v], **query(v)) for v in values), _cell(everyone, **query(""))]}


def _sections(consultation, rows, supplements):
    """The stances on each section, and {section: how many points and proposals} of what is said of it."""
    spoken, said = defaultdict(lambda: defaultdict(list)), defaultdict(Counter)
    points = SectionComment.objects.filter(response__consultation=consultation).order_by("pk")
    for section, response, block, stance, text in points.values_list(
        "section", "response", "block", "stance", "proposal"
    ):
        if response not in rows:
            continue
        said[section].update(points=1, proposals=bool(text))
        spoken[section][response].append((block, stance))
    stances = {section: {pk: _stance(own) for pk, own in by_answer.items()} for section, by_answer in spoken.items()}
    lines = [line for line in outline.of(consultation.version) if line.pk in stances]
    table = {
        "id": "sections",
        "columns": [*Stance.values, "all", "persons", "points", "proposals"],
        "rows": [_section_row(line, stances[line.pk], said[line.pk], rows, supplements) for line in lines],
    }
    return table, {
        str(line.pk): dict(said[line.pk]) | {"persons": _section_persons(line, stances[line.pk], rows, supplements)}
        for line in lines
    }


def _stance(own):
    """The stance on the section as a whole, else the one on its words where it is but one; as `section_stance`."""
    stated = [(block, stance) for block, stance in own if stance != Stance.NOT_STATED]
    whole = [stance for block, stance in stated if not block]
    words = {stance for block, stance in stated if block}
    if whole:
        return whole[0]
    return words.pop() if len(words) == 1 else Stance.NOT_STATED


def _each_once(spoken, supplements):
    """What was said, without supplements to those that have spoken themselves."""
    return {pk: what for pk, what in spoken.items() if supplements.get(pk) not in spoken}


def _section_row(line, spoken, said, rows, supplements):
    once = _each_once(spoken, supplements)
    bodies = Counter(stance for pk, stance in once.items() if not rows[pk].is_person)
    persons = sum(rows[pk].is_person for pk in once)
    query = {"avsnitt": line.pk, "fran": ORGANISATIONS}
    return {
        "code": str(line.pk),
        "section": line.pk,
        "cells": [
            *(_cell(bodies[value], **query, pa=value) for value in Stance.values),
            _cell(bodies.total(), **query),
            _cell(few(persons), avsnitt=line.pk, fran=PERSONS),
            {"n": said["points"], "q": ""},
            {"n": said["proposals"], "q": ""},
        ],
    }


def _section_persons(line, spoken, rows, supplements):
    """The row of the private persons on the section's own page."""
    stances = Counter(s for pk, s in _each_once(spoken, supplements).items() if rows[pk].is_person)

    def query(value):
        return {"avsnitt": line.pk, "fran": PERSONS} | ({"pa": value} if value else {})

    return _shielded_row(PERSONS, stances, Stance.values, query)


def _questions(consultation, rows, supplements):
    """Of each question: how many have answered, and which alternative where there are any."""
    said = defaultdict(dict)
    for question, response, text in (
        Answer.objects.filter(response__consultation=consultation)
        .order_by("pk")
        .values_list("question", "response", "text")
    ):
        if response in rows:
            said[question][response] = text
    for question in consultation.questions.with_sections():
        once = _each_once(said[question.pk], supplements)
        yield _question_table(question, once, rows)


def _question_table(question, once, rows):
    values = {QuestionKind.CHOICE: question.choices, QuestionKind.STANCE: Stance.values}.get(question.kind, [])
    query = {"fraga": question.order}

    def of_persons(value):
        return query | {"fran": PERSONS} | ({"val": value} if value else {})

    bodies = Counter(text for pk, text in once.items() if not rows[pk].is_person)
    persons = Counter(text for pk, text in once.items() if rows[pk].is_person)
    cells = [_cell(bodies[value], **query, fran=ORGANISATIONS, val=value) for value in values]
    table_rows = [{"code": "all", "cells": [*cells, _cell(bodies.total(), **query, fran=ORGANISATIONS)]}]
    if persons and values:
        table_rows.append(_shielded_row(PERSONS, persons, values, of_persons))
    elif persons:
        table_rows.append({"code": PERSONS, "cells": [_cell(few(persons.total()), **of_persons(""))]})
    return {
        "id": f"question-{question.pk}",
        "question": question.pk,
        "columns": [*values, "all"],
        "rows": table_rows,
    }


def _left_out(consultation):
    """What is kept and not counted, by the rule that the page tells."""
    received = Response.objects.filter(consultation=consultation)
    numbers = {reason: left_out(received, reason).count() for reason in LEFT_OUT}
    return [{"code": reason, **_cell(n, rakna=reason)} for reason, n in numbers.items() if n]
