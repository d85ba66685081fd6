"""The compilation of a round (DOMAIN.md §3.9): what is counted, and what is said of each section and question.

`counted` says which answers count, `small_groups` what would tell too much of few people, `figures` and `by_part` make
the tables, `presenting` puts them into words, `said` fetches what stands behind them, `masks` as the web may show it.
"""

from consultations.compiling.counted import (
    counted,
    left_out,
    on_question,
    on_section,
    section_stance,
)
from consultations.compiling.figures import count_round
from consultations.compiling.small_groups import LEAST, shielded
from consultations.compiling.texts import sections_without_summary, texts_of

__all__ = [
    "LEAST",
    "count_round",
    "counted",
    "left_out",
    "on_question",
    "on_section",
    "section_stance",
    "sections_without_summary",
    "shielded",
    "texts_of",
]
