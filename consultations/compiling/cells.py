"""What the tables of the compilation are made of: the facts of one answer, a number with its list, a shielded row."""

from dataclasses import dataclass
from urllib.parse import urlencode

from consultations.compiling.small_groups import shielded
from consultations.models import SenderKind

# Of the lists behind the numbers: all organisations, private persons, bodies without an area.
ORGANISATIONS, PERSONS, NO_AREA = "org", "person", "-"


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


def cell(n, **query):
    """A number, and the query of the list that holds exactly what it counts."""
    return {"n": n, "q": urlencode(query) if n else ""}


def shielded_row(code, numbers, values, query):
    """A row of private persons; `query(value)` leads to those of one cell, `query("")` to all of them."""
    everyone, shown = shielded({value: numbers[value] for value in values})
    return {"code": code, "cells": [*(cell(shown[v], **query(v)) for v in values), cell(everyone, **query(""))]}
