"""How a round stands: who has answered, who declines, who is silent. Read from the answers each time, kept nowhere.

`where` says how far it has come with each invited body, `figures` counts them, `ahead` looks at the letters to come.
There is no word for "has begun": nobody but the writers knows of a draft.
"""

from consultations.standing.ahead import Reminding, last_letters, reminded_on, reminders_ahead
from consultations.standing.figures import (
    FIGURES,
    Cockpit,
    Figures,
    by_category,
    cockpit,
    others,
    uninvited_organisations,
    with_figures,
)
from consultations.standing.where import WITHOUT_DAY, Row, Where, located, page_rows, rows

__all__ = [
    "FIGURES",
    "WITHOUT_DAY",
    "Cockpit",
    "Figures",
    "Reminding",
    "Row",
    "Where",
    "by_category",
    "cockpit",
    "last_letters",
    "located",
    "others",
    "page_rows",
    "reminded_on",
    "reminders_ahead",
    "rows",
    "uninvited_organisations",
    "with_figures",
]
