"""The tables of the compilation, as plain data that can be kept: a version that is approved keeps its numbers.

A table is {"id", "columns": [code], "rows": [{"code", "cells": [{"n", "q"}]}]}. `n` is None where a small group would
be told of; `q` is the query of the list that holds exactly the answers (or the invited bodies) that `n` counts.
"""

from collections import Counter

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from consultations import standing
from consultations.compiling.by_part import count_questions, count_sections
from consultations.compiling.cells import NO_AREA, ORGANISATIONS, PERSONS, Row, cell, shielded_row
from consultations.compiling.counted import LEFT_OUT, left_out
from consultations.compiling.small_groups import few, shielded
from consultations.models import (
    LinkKind,
    Response,
    ResponseLink,
    Stance,
    Timeliness,
)
from rus_portal.accounts import collation
from rus_portal.accounts.models import Category

BODIES = ("invited", "answered", "joint", "declined", "silent")
ANSWERS = ("all", "invited", "organisation", *Timeliness.values, "joint", "preliminary")


def count_round(consultation) -> dict:
    """Every figure of a round: some queries, whatever the number of answers."""
    standing_rows = _rows(consultation)
    supplements = _supplements(consultation, set(standing_rows))
    rows = [row for pk, row in standing_rows.items() if pk not in supplements]
    sections, said = count_sections(consultation, standing_rows, supplements)
    return {
        "tables": [
            *_bodies(consultation),
            *_answers(rows),
            _stances(rows),
            sections,
            *count_questions(consultation, standing_rows, supplements),
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
        # A body that is not in the register is one of the others, and has no area.
        Coalesce("organisation__category", Value(Category.OTHER.value)),
        Coalesce("organisation__area", Value("")),
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
    cells = [cell(numbers[name], **_shown(name), **query) for name in BODIES]
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
        cell(sum(row.is_in(column) for row in rows), **({"rakna": "ja"} | query | _COLUMN_QUERY.get(column, {})))
        for column in ANSWERS
    ]
    return {"code": code, "cells": cells}


def _person_row(rows):
    """Private persons stand apart: nobody can take them out of a sum with the organisations."""
    everyone, by_time = shielded({value: sum(row.timeliness == value for row in rows) for value in Timeliness.values})
    numbers = {"all": everyone, "invited": 0, "organisation": 0, "joint": 0, "preliminary": 0} | by_time
    query = {"rakna": "ja", "fran": PERSONS}
    cells = [cell(numbers[column], **(query | _COLUMN_QUERY.get(column, {}))) for column in ANSWERS]
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
        rows.append(shielded_row(PERSONS, Counter(row.stance for row in persons), Stance.values, _by_stance()))
    return {"id": "stances", "columns": [*Stance.values, "all"], "rows": rows}


def _by_stance():
    return lambda value: {"rakna": "ja", "fran": PERSONS} | ({"stallning": value} if value else {})


def _stance_row(code, numbers, query):
    cells = [cell(numbers[value], **query, stallning=value) for value in Stance.values]
    return {"code": code, "cells": [*cells, cell(numbers.total(), **query)]}


def _left_out(consultation):
    """What is kept and not counted, by the rule that the page tells."""
    received = Response.objects.filter(consultation=consultation)
    numbers = {reason: left_out(received, reason).count() for reason in LEFT_OUT}
    return [{"code": reason, **cell(n, rakna=reason)} for reason, n in numbers.items() if n]
