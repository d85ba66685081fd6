"""Search in what everyone may read: Swedish full text first, and words spelt almost so when nothing is found.

One query finds and ranks, at most one more a kind makes the excerpts of the page that is shown.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db import connection, models
from django.db.models import F, Func, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation
from rus_portal import clock
from strategy.models import Evidence, Version, VersionSection
from timeline.models import Milestone, NewsItem

CONFIG = "swedish"
MOST_HITS = 500
LONGEST_QUERY = 200
LEAST_SIMILARITY = 0.5
EXCERPT_LETTERS = 220
# Marks for found words that no text holds: from Unicode's private area.
START, STOP = "\ue000", "\ue001"
_MARKED = re.compile(f"{START}(.*?){STOP}", re.DOTALL)


class Kind(models.TextChoices):
    """What a hit is."""

    SECTION = "avsnitt", _("Strategy and programmes")
    ROUND = "remisser", _("Consultations")
    EVIDENCE = "underlag", _("Evidence")
    MILESTONE = "tidplan", _("Timeline")
    NEWS = "nyheter", _("News")


class BlocksText(Func):
    """The words of a body of blocks, without tags."""

    # What ends a line becomes a space; marks inside a line leave nothing behind.
    template = (
        "(SELECT coalesce(string_agg(regexp_replace(regexp_replace(block->>'html', "
        "'</(p|li|td|th|tr|blockquote|h3|h4)>|<br */?>', ' ', 'g'), '<[^>]+>', '', 'g'), ' '), '') "
        "FROM jsonb_array_elements(%(expressions)s) AS block)"
    )
    output_field = TextField()


@dataclass(frozen=True)
class Hit:
    """One line of the answer."""

    kind: Kind
    title: str
    url: str
    place: str
    excerpt: str


@dataclass(frozen=True)
class Source:
    """Where a kind is found: rows that everyone may read, the title's field, and the words."""

    rows: models.QuerySet
    title: str
    words: object

    def matching(self, kind, query):
        vector = SearchVector(self.title, weight="A", config=CONFIG) + SearchVector(
            self.words, weight="B", config=CONFIG
        )
        ranked = self.rows.annotate(vector=vector, rank=SearchRank(F("vector"), query)).filter(vector=query)
        return self._pairs(kind, ranked)

    def resembling(self, kind, text):
        both = Concat(self.title, Value(" "), self.words, output_field=TextField())
        ranked = self.rows.annotate(rank=TrigramWordSimilarity(text, both)).filter(rank__gt=LEAST_SIMILARITY)
        return self._pairs(kind, ranked)

    def _pairs(self, kind, ranked):
        kinds = Value(kind.value, output_field=models.CharField())
        return ranked.order_by().annotate(found_as=kinds).values_list("found_as", "pk", "rank")


class Search:
    """One search by anyone."""

    def __init__(self, text, kind=""):
        self.text = " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]
        self.kind = Kind(kind) if kind in Kind.values else None
        self.query = SearchQuery(self.text, config=CONFIG, search_type="websearch")
        self.is_approximate = False
        self._found = self._find() if self.text else []

    def _find(self):
        sources = _sources()
        exact = _joined(source.matching(kind, self.query) for kind, source in sources.items())
        if exact or not self._has_terms():
            return exact
        self.is_approximate = True
        return _joined(source.resembling(kind, self.text) for kind, source in sources.items())

    def _has_terms(self):
        """Whether anything but stop words was asked for; "och" resembles every text."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT numnode(websearch_to_tsquery(%s, %s))", [CONFIG, self.text])
            return cursor.fetchone()[0] > 0

    @property
    def counts(self):
        """(kind, number) for each kind that has hits."""
        counter = Counter(kind for kind, _pk, _rank in self._found)
        return [(kind, counter[kind.value]) for kind in Kind if counter[kind.value]]

    @property
    def found(self):
        """(kind, pk, rank) of the chosen kind, best first."""
        return [row for row in self._found if self.kind is None or row[0] == self.kind]

    @property
    def is_cut(self):
        """Whether there were more hits than we count."""
        return len(self._found) == MOST_HITS

    def hits(self, rows):
        """The lines for some of `found`, in the same order."""
        made = {}
        for kind, source in _sources().items():
            pks = [pk for name, pk, _rank in rows if name == kind.value]
            if pks:
                excerpts = source.rows.filter(pk__in=pks).annotate(excerpt=self._excerpt(source))
                made |= {(kind.value, row.pk): _hit(kind, row) for row in excerpts}
        return [made[name, pk] for name, pk, _rank in rows if (name, pk) in made]

    def _excerpt(self, source):
        if self.is_approximate:
            return source.words
        return SearchHeadline(
            source.words,
            self.query,
            config=CONFIG,
            start_sel=START,
            stop_sel=STOP,
            max_fragments=2,
            max_words=28,
            min_words=10,
        )


def _joined(queries):
    first, *others = queries
    return list(first.union(*others, all=True).order_by("-rank", "found_as", "pk")[:MOST_HITS])


def _sources():
    return {
        Kind.SECTION: Source(_current_sections(), "heading", BlocksText("body")),
        Kind.ROUND: Source(
            Consultation.objects.visible_to(AnonymousUser()),
            "title",
            Concat("lead", Value(" "), BlocksText("letter"), output_field=TextField()),
        ),
        Kind.EVIDENCE: Source(
            Evidence.objects.filter(document__in=Version.objects.published().values("document")).select_related(
                "document"
            ),
            "title",
            Concat("summary", Value(" "), "unknown", Value(" "), "audience", output_field=TextField()),
        ),
        Kind.MILESTONE: Source(
            Milestone.objects.known_on(clock.today()),
            "title",
            Concat("text", Value(" "), "reason", output_field=TextField()),
        ),
        Kind.NEWS: Source(NewsItem.objects.published(), "title", F("text")),
    }


def _current_sections():
    """The sections of what each document shows everyone: what is in force, else the newest."""
    published = Version.objects.published()
    current = published.filter(document=OuterRef("version__document")).current_first().values("pk")[:1]
    sections = VersionSection.objects.filter(version=Subquery(current))
    return sections.select_related("version__document").defer("version__rendered", "body", "assessments")


def _hit(kind, row):
    title, url, place = _described(kind, row)
    words = html.unescape(row.excerpt) if kind in {Kind.SECTION, Kind.ROUND} else row.excerpt
    return Hit(kind, title, url, place, marked(words))


def _described(kind, row):
    match kind:
        case Kind.SECTION:
            title = f"{row.number} {row.heading}".strip()
            return title, row.get_absolute_url(), f"{row.version.title}, {row.version.label}"
        case Kind.EVIDENCE:
            page = reverse("strategy:evidence", args=[row.document.slug])
            return row.title, f"{page}#{row.anchor}", row.document.title
        case _:
            return row.title, row.get_absolute_url(), ""


def marked(words):
    """The excerpt as safe HTML: everything is escaped first, then only our own marks become <mark>."""
    words = " ".join(words.split())
    plain = words if START in words else Truncator(words).chars(EXCERPT_LETTERS)
    safe = _MARKED.sub(r"<mark>\1</mark>", escape(plain))
    return mark_safe(safe.replace(START, "").replace(STOP, ""))
