"""What is counted of each section and each question."""

from collections import Counter, defaultdict

from consultations import outline
from consultations.compiling.cells import ORGANISATIONS, PERSONS, cell, shielded_row
from consultations.compiling.small_groups import few
from consultations.models import Answer, QuestionKind, SectionComment, Stance


def count_sections(consultation, rows, supplements):
    """The stances on each section, and {section: how many points and proposals} of what is said of it."""
    spoken, said = defaultdict(lambda: defaultdict(list)), defaultdict(Counter)
    points = SectionComment.objects.filter(response__consultation=consultation).order_by("pk")
    for section, response, block, stance, text in points.values_list(
        "section", "response", "block", "stance", "proposal"
    ):
        if response not in rows:
            continue
        said[section].update(points=1, proposals=int(bool(text)))
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
            *(cell(bodies[value], **query, pa=value) for value in Stance.values),
            cell(bodies.total(), **query),
            cell(few(persons), avsnitt=line.pk, fran=PERSONS),
            {"n": said["points"], "q": ""},
            {"n": said["proposals"], "q": ""},
        ],
    }


def _section_persons(line, spoken, rows, supplements):
    """The row of the private persons on the section's own page."""
    stances = Counter(s for pk, s in _each_once(spoken, supplements).items() if rows[pk].is_person)

    def query(value):
        return {"avsnitt": line.pk, "fran": PERSONS} | ({"pa": value} if value else {})

    return shielded_row(PERSONS, stances, Stance.values, query)


def count_questions(consultation, rows, supplements):
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
    cells = [cell(bodies[value], **query, fran=ORGANISATIONS, val=value) for value in values]
    table_rows = [{"code": "all", "cells": [*cells, cell(bodies.total(), **query, fran=ORGANISATIONS)]}]
    if persons and values:
        table_rows.append(shielded_row(PERSONS, persons, values, of_persons))
    elif persons:
        table_rows.append({"code": PERSONS, "cells": [cell(few(persons.total()), **of_persons(""))]})
    return {
        "id": f"question-{question.pk}",
        "question": question.pk,
        "columns": [*values, "all"],
        "rows": table_rows,
    }
