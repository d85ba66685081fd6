"""The tables of the compilation in words. What a version has kept is shown by the same words as what is counted now."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from consultations import outline
from consultations.compiling.cells import PERSONS
from consultations.compiling.small_groups import LEAST
from consultations.models import QuestionKind, Stance, Timeliness
from rus_portal.accounts.models import Category

_COLUMNS = {
    "all": pgettext_lazy("answers in all", "All"),
    "invited": gettext_lazy("Invited"),
    "answered": gettext_lazy("Answered themselves"),
    "joint": gettext_lazy("Only in a joint answer"),
    "declined": gettext_lazy("Decline"),
    "silent": gettext_lazy("Silent"),
    "share": gettext_lazy("Heard, per cent"),
    "organisation": gettext_lazy("Not invited"),
    "preliminary": gettext_lazy("Preliminary"),
    "persons": gettext_lazy("Private persons"),
    "points": gettext_lazy("Comments"),
    "proposals": gettext_lazy("Proposed wordings"),
    **dict(Timeliness.choices),
    # Shorter than the words beside one answer: a heading has little room on paper.
    Timeliness.LATE: gettext_lazy("Late"),
    **dict(Stance.choices),
}
_TITLES = {
    "bodies-category": gettext_lazy("The invited bodies, by group"),
    "bodies-area": gettext_lazy("The invited bodies, by area"),
    "answers-category": gettext_lazy("The answers, by group"),
    "answers-area": gettext_lazy("The answers, by area"),
    "stances": gettext_lazy("What the answers think of the whole"),
    "sections": gettext_lazy("What organisations think of each section"),
    "one-section": gettext_lazy("What the answers think of the section"),
}
_OF = {"bodies-area": gettext_lazy("Area"), "answers-area": gettext_lazy("Area"), "sections": gettext_lazy("Section")}
LEFT_OUT = {
    "withdrawn": gettext_lazy("withdrawn by the sender"),
    "replaced": gettext_lazy("replaced by a later answer"),
    "misdirected": gettext_lazy("sent to the wrong place"),
    "duplicate": gettext_lazy("the same answer as another one"),
    "supplement": gettext_lazy("supplements, counted with the answer that they supplement"),
}


def tables(figures, consultation):
    """{id: table} with titles, headings of columns and labels of rows; a column that is empty everywhere is left out.

    A table whose thing is no more there, such as a question, is not shown.
    """
    questions = {question.pk: question for question in consultation.questions.with_sections()}
    lines = {line.pk: line for line in outline.of(consultation.version)}
    shown = (_table(table, questions, lines) for table in figures["tables"])
    return {table["id"]: table for table in shown if table}


def section_table(figures, consultation, line):
    """The stances on one section: organisations, and private persons where they are many enough. None: nothing said."""
    whole = next(table for table in figures["tables"] if table["id"] == "sections")
    own = next((row for row in whole["rows"] if row["section"] == line.pk), None)
    if own is None:
        return None
    columns = [*Stance.values, "all"]
    persons = figures["said"][str(line.pk)]["persons"]
    rows = [{"code": "all", "cells": own["cells"][: len(columns)]}]
    if any(cell["n"] != 0 for cell in persons["cells"]):
        rows.append(persons)
    return _table({"id": "one-section", "columns": columns, "rows": rows}, {}, {line.pk: line})


def _table(table, questions, lines):
    question = questions.get(table.get("question"))
    if "question" in table and question is None:
        return None
    rows = [
        row | {"label": _row_label(table, row, lines), "line": lines.get(row.get("section"))}
        for row in _shielded_rows(table)
    ]
    table = table | {
        "title": str(_TITLES.get(table["id"]) or f"{question.order}. {question.text}"),
        "of": str(_OF.get(table["id"], _("Group"))),
        "list": "invited" if table["id"].startswith("bodies") else "responses",
        "columns": [_column_label(table, code, question) for code in table["columns"]],
        "rows": rows,
        "line": question and question.section,
        "asked": question,
        "key": str(table.get("question", "")),
    }
    return _without_empty(table)


def _shielded_rows(table):
    """Without numbers of comments that would tell a hidden number of private persons: kept versions have them too."""
    if table["id"] != "sections":
        return table["rows"]
    place = {code: n for n, code in enumerate(table["columns"])}
    return [_shielded_row(row, place) for row in table["rows"]]


def _shielded_row(row, place):
    cells = list(row["cells"])
    # Who has said more leaves room for more people than are few, and tells nothing.
    may_be_of_persons = cells[place["points"]]["n"] - cells[place["all"]]["n"]
    if cells[place["persons"]]["n"] is not None or may_be_of_persons >= LEAST:
        return row
    for code in ("points", "proposals"):
        cells[place[code]] = cells[place[code]] | {"n": None}
    return row | {"cells": cells}


def _column_label(table, code, question):
    if table["id"].startswith("answers") and code == "joint":
        return _("Joint answers")
    if question and question.kind == QuestionKind.CHOICE:
        return _("Answers") if code == "all" else code
    return str(_COLUMNS.get(code, code))


def _row_label(table, row, lines):
    code = row["code"]
    if line := lines.get(row.get("section")):
        return f"{line.number} {line.heading}".strip()
    if code == PERSONS:
        return _("Private persons")
    if code == "all":
        return _("All invited") if table["id"].startswith("bodies") else _("All organisations")
    if table["id"].endswith("-area"):
        return _("No area stated") if code == "-" else code
    return str(dict(Category.choices).get(code, code))


def _without_empty(table):
    """Without the columns in which nobody stands; the first and the last stay, so that something always does."""
    last = len(table["columns"]) - 1
    kept = [
        n
        for n in range(last + 1)
        if n in {0, last} or any(len(row["cells"]) > n and row["cells"][n]["n"] != 0 for row in table["rows"])
    ]
    columns = [table["columns"][n] for n in kept]
    rows = [
        row
        | {"cells": [row["cells"][n] | {"label": table["columns"][n]} for n in kept if len(row["cells"]) == last + 1]}
        for row in table["rows"]
    ]
    return table | {"columns": columns, "rows": rows}


def left_out(figures):
    """What is kept and not counted, in words."""
    return [row | {"label": str(LEFT_OUT[row["code"]])} for row in figures["left_out"]]
