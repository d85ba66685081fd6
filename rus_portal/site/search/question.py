"""What somebody wrote in the search box, as words, phrases and what must not be there."""

import re
from dataclasses import dataclass, replace

from django.db import connection

from rus_portal import clock
from rus_portal.site.search.slips import slips
from rus_portal.site.search.words.dictionary import base_of
from rus_portal.site.search.words.terms import folded, words_of

LONGEST = 200
# A minus shuts out only where it begins a word of its own: "e-post" is one thing, "skola -buss" another.
_UNIT = re.compile(r'(?P<minus>(?<!\S)[-\u2212](?=\S))?(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')
_QUOTES = str.maketrans("“”„«»‟", '""""""')
# The stems of longer words are compared too: somebody who asks for a word means its other forms as well.
SHORTEST_STEM = 6
MOST_SHOWN_FORMS, MOST_LOOKED_AT = 300, 12
WORDS = """
SELECT EXISTS (SELECT 1 FROM portal_site_searchchange WHERE not_before IS NULL OR not_before <= %s),
       asked.n, asked.stem, forms.found, alike.found
  FROM (SELECT n, folded,
               CASE WHEN of_word IS NOT NULL AND base <> ''
                    THEN coalesce((ts_lexize('swedish_stem', base))[1], of_word) END AS stem
          FROM (SELECT *, (ts_lexize('swedish_stem', word))[1] AS of_word
                  FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS t(n, word, base, folded)) t) asked
  LEFT JOIN LATERAL (SELECT array_agg(word) AS found
                       FROM (SELECT word FROM portal_site_searchword
                              WHERE terms @> ARRAY[asked.stem]::varchar[] LIMIT %s) s) forms ON true
  LEFT JOIN LATERAL (SELECT array_agg(word || ' ' || terms[1]) AS found
                       FROM (SELECT word, terms FROM portal_site_searchword
                              WHERE forms.found IS NULL AND asked.stem IS NOT NULL
                              ORDER BY folded <-> asked.folded LIMIT %s) s) alike ON true
"""


@dataclass(frozen=True)
class Word:
    """One asked-for word: what the index calls it, how the texts spell it, and what else may be meant."""

    text: str
    stem: str | None = None
    forms: tuple[str, ...] = ()
    meant: "Word | None" = None


@dataclass(frozen=True)
class Unit:
    """What belongs together: a word, or the words of a phrase."""

    words: tuple[Word, ...]
    is_phrase: bool = False
    is_shut_out: bool = False

    @property
    def rewritten(self):
        """As it is written in the search box."""
        words = " ".join(word.text for word in self.words)
        return f"{'-' if self.is_shut_out else ''}" + (f'"{words}"' if self.is_phrase else words)

    @property
    def tsquery(self):
        """As PostgreSQL asks; "" when there is nothing in it to look for."""
        # A phrase is looked for among whole words; a word alone also inside compounds.
        whole = ":AB" if self.is_phrase else ""
        found, distance = "", 1
        for word in self.words:
            if word.stem is None:
                distance += 1 if found else 0
                continue
            found += f"{f' <{distance}> ' if found else ''}'{word.stem}'{whole}"
            distance = 1
        return f"{'!' if self.is_shut_out else ''}({found})" if found else ""


@dataclass(frozen=True)
class Question:
    """The whole of it."""

    text: str
    units: tuple[Unit, ...] = ()
    is_too_long: bool = False

    @property
    def tsquery(self):
        """As PostgreSQL asks; "" when no word is asked for."""
        found = [unit.tsquery for unit in self.units if unit.tsquery]
        return " & ".join(found) if any(not one.startswith("!") for one in found) else ""

    @property
    def words(self):
        """What is looked for, in order."""
        return [word for unit in self.units if not unit.is_shut_out for word in unit.words]

    @property
    def forms(self):
        """How the texts spell what is looked for: these words are marked."""
        return {form for word in self.words for form in word.forms}

    @property
    def unknown(self):
        """The words that stand in no text."""
        return [word for word in self.words if word.stem and not word.forms]


def parse(text: str) -> Question:
    """The question with its words, not looked up yet."""
    text = " ".join(text.replace("\x00", " ").split())
    if len(text) > LONGEST:
        return Question(text, is_too_long=True)
    units = []
    for match in _UNIT.finditer(text.translate(_QUOTES)):
        written = match["chunk"] if match["phrase"] is None else match["phrase"]
        words = tuple(Word(word) for word in words_of(written))
        if words:
            # What is written together, "2017:583" or "e-post", is a phrase too.
            units.append(Unit(words, len(words) > 1, match["minus"] is not None))
    return Question(text, tuple(units))


def look_up(question: Question) -> tuple[Question, bool]:
    """The question with what the index knows of each word, and whether changes wait to be taken up: one query."""
    words = [word.text for unit in question.units for word in unit.words]
    values = [list(range(len(words))), words, [base_of(word) for word in words], [folded(word) for word in words]]
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [clock.now(), *values, MOST_SHOWN_FORMS, MOST_LOOKED_AT])
        rows = cursor.fetchall()
    found = {n: _word(words[n], *facts) for _is_waiting, n, *facts in rows}
    numbers = iter(range(len(words)))
    return _with_words(question, lambda _word: found[next(numbers)]), any(row[0] for row in rows)


def _word(text, stem, forms, alike):
    return Word(text, stem, tuple(forms or ()), _meant(text, stem, alike or ()))


def _meant(text, stem, alike):
    """The word of the texts that is meant; somebody without å, ä and ö on the keyboard means them."""
    if len(text) == 1:
        # A letter alone may be the beginning of anything.
        return None
    pairs = [tuple(pair.split(" ")) for pair in alike]
    near = [(count, pair) for pair in pairs if (count := _slips(text, stem, *pair)) is not None]
    if not near:
        return None
    # Of those that are equally near the one that the database put first.
    word, meant = min(near, key=lambda one: one[0])[1]
    return Word(word, meant, tuple(form for form, of in pairs if of == meant))


def _slips(text, stem, word, of):
    between = [slips(folded(text), folded(word))]
    if min(len(stem), len(of)) >= SHORTEST_STEM:
        between.append(slips(folded(stem), folded(of)))
    return min((count for count in between if count is not None), default=None)


def corrected(question: Question) -> Question | None:
    """The question as it was probably meant; None when nothing can be put right."""
    if not question.unknown or any(word.meant is None for word in question.unknown):
        return None
    meant = _with_words(question, lambda word: word.meant if word in question.unknown else word)
    written = [unit.rewritten for unit in meant.units]
    return replace(meant, text=" ".join(written))


def _with_words(question, change):
    units = (replace(unit, words=tuple(change(word) for word in unit.words)) for unit in question.units)
    return replace(question, units=tuple(units))
