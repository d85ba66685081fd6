"""The texts that answer a question: found, counted, ranked and shown in one query."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from rus_portal.site.models import SearchKind

HITS_A_PAGE = 20
# Nobody reads further, and to count further costs more than to find.
MOST_COUNTED = 1000
# How much a word counts: part of a compound in a text, in a title, whole in a text, in a title (see words/terms.py).
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
# Long texts do not win by their length alone (ts_rank's 1: divided by 1 + its logarithm).
BY_LENGTH = 1
# So many are ranked by their words, those that count most first; of more hits than are counted fewer: then the words
# say next to nothing.
MOST_RANKED, MOST_RANKED_OF_ALL = 400, 100
# Answers have an index of their own and come last, so that they never hide the few others.
FOUND = """
  (SELECT id, kind, document_id, year, boost FROM portal_site_searchentry
    WHERE vector @@ %(asked)s::tsquery AND kind <> 'svar' {more} LIMIT %(most)s)
  UNION ALL
  (SELECT id, kind, document_id, year, boost FROM portal_site_searchentry
    WHERE vector @@ %(asked)s::tsquery AND kind = 'svar' {more} LIMIT %(most)s)
  LIMIT %(most)s
"""
# Without its index the database would unpack the words of each text: it does not know what that costs.
PAGE = """
SET LOCAL enable_seqscan = off;
WITH found AS MATERIALIZED ({found}), hits AS MATERIALIZED ({hits}),
     ranked AS MATERIALIZED (
                SELECT e.id, e.boost * ts_rank(%(weights)s, e.vector, %(asked)s::tsquery, %(by_length)s) AS rank
                  FROM (SELECT id FROM hits ORDER BY boost DESC, id
                         LIMIT (SELECT CASE WHEN count(*) < %(most)s THEN %(ranked)s ELSE %(ranked_of_all)s END
                                  FROM hits)) best
                  JOIN portal_site_searchentry e USING (id)),
     page AS (SELECT id, rank, boost FROM hits LEFT JOIN ranked USING (id)
               ORDER BY rank DESC NULLS LAST, boost DESC, id LIMIT %(size)s
              OFFSET (SELECT greatest(0, least(%(offset)s, (least(count(*), %(most)s - 1) - 1) / %(size)s * %(size)s))
                        FROM hits))
SELECT (SELECT count(*) FROM hits),
       (SELECT json_agg(counts)
          FROM (SELECT *, (SELECT title FROM strategy_document WHERE id = document_id)
                  FROM (SELECT kind, document_id, year, count(*) FROM found GROUP BY 1, 2, 3) c) counts),
       (SELECT json_agg(shown ORDER BY rank DESC NULLS LAST, boost DESC, id) FROM (
          SELECT page.rank, page.boost, id, e.kind, e.title, e.place, e.address, e.text, e.language
            FROM page JOIN portal_site_searchentry e USING (id)) shown)
"""
# While a source has changed and has not been read again, nothing of it is shown.
NOT_WAITING = """
AND NOT EXISTS (SELECT 1 FROM portal_site_searchchange c
                 WHERE c.source = portal_site_searchentry.source AND c.source_id = portal_site_searchentry.source_id)
"""


@dataclass(frozen=True)
class Chosen:
    """What the reader has narrowed the search to; empty is everything."""

    kind: str = ""
    document: int | None = None
    year: int | None = None

    @property
    def conditions(self):
        """As SQL, for the texts that are shown."""
        columns = {"kind": self.kind, "document_id": self.document, "year": self.year}
        return "".join(f" AND {name} = %({name})s" for name, value in columns.items() if value)

    @property
    def values(self):
        return {"kind": self.kind, "document_id": self.document, "year": self.year}

    def fits(self, counted, *, but=""):
        """Whether a group of counted texts is within the choice, one of its conditions left out."""
        return all(not wanted or name == but or counted[name] == wanted for name, wanted in self.values.items())


@dataclass(frozen=True)
class Option:
    """A way to narrow the search: how many there are at least, and whether there may be more."""

    value: object
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Hits:
    """What was found: one page of it, and what it can be narrowed to."""

    total: int
    rows: list
    counted: list
    chosen: Chosen

    @property
    def is_cut(self):
        """Whether there are more than we count."""
        return self.total > MOST_COUNTED

    @property
    def count(self):
        return min(self.total, MOST_COUNTED)

    @cached_property
    def is_sample(self):
        """Whether what it can be narrowed to was counted in a part of all that there is."""
        return sum(one["count"] for one in self.counted) > MOST_COUNTED

    def options(self, name, label):
        """The values of a column that hits have, most hits first."""
        counts, labels = Counter(), {}
        for one in self.counted:
            if one[name] and self.chosen.fits(one, but=name):
                counts[one[name]] += one["count"]
                labels[one[name]] = label(one)
        wanted = self.chosen.values[name]
        return [Option(value, labels[value], count, value == wanted) for value, count in counts.most_common()]

    @cached_property
    def kinds(self):
        """In the order of the page; those of which a sample has none may be there all the same."""
        found = {one.value: one for one in self.options("kind", lambda one: SearchKind(one["kind"]).label)}
        others = {kind: Option(kind, kind.label, 0, kind == self.chosen.kind) for kind in SearchKind}
        found = others | found if self.is_sample else found
        return [found[kind] for kind in SearchKind if kind in found]

    @cached_property
    def documents(self):
        return self.options("document_id", lambda one: one["title"])

    @cached_property
    def years(self):
        """The newest first."""
        return sorted(self.options("year", lambda one: str(one["year"])), key=lambda one: -one.value)


NOTHING = Hits(0, [], [], Chosen())


def find(tsquery: str, chosen: Chosen, *, page: int, is_complete: bool) -> Hits:
    """The page with that number, or the last one; `is_complete` says that no change waits to be taken up."""
    guard = "" if is_complete else NOT_WAITING
    narrowed = FOUND.format(more=guard + chosen.conditions)
    question = PAGE.format(found=FOUND.format(more=guard), hits=narrowed if chosen.conditions else "TABLE found")
    values = chosen.values | {
        "asked": tsquery,
        "weights": WEIGHTS,
        "by_length": BY_LENGTH,
        "ranked": MOST_RANKED,
        "ranked_of_all": MOST_RANKED_OF_ALL,
        "most": MOST_COUNTED + 1,
        "size": HITS_A_PAGE,
        "offset": (page - 1) * HITS_A_PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        total, counted, rows = cursor.fetchone()
    return Hits(total, rows or [], counted or [], chosen)
