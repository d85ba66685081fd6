"""The one writer of the index.

The database notes each change of what the texts are read from (migrations 0004 and 0005), in the transaction that
makes it. Whoever searches first, or the next tick, takes the changes up; until then nothing of their sources is shown.
So what is published is found at once, what is taken off is gone at once, and no other app knows of the search.
"""

import logging
from collections import Counter, defaultdict
from datetime import timedelta

from django.db import connection, transaction

from rus_portal import clock
from rus_portal.site.models import SearchChange, SearchEntry, SearchWord
from rus_portal.site.search import sources
from rus_portal.site.search.excerpts import in_one_line
from rus_portal.site.search.words.terms import folded, terms_of, vector_of, words_of

logger = logging.getLogger(__name__)
# So many sources are read in one go: by somebody who waits for an answer, and by the worker.
AT_A_SEARCH, AT_A_TICK = 40, 200
TRY_AGAIN_AFTER = timedelta(minutes=1)
# A number of our own for PostgreSQL's advisory locks: one writer at a time.
LOCK = 7_301_846
COUNT = """
INSERT INTO portal_site_searchword (word, folded, terms, entries)
SELECT word, folded, string_to_array(terms, ' '), 0
  FROM unnest(%s::text[], %s::text[], %s::text[]) AS t(word, folded, terms)
ON CONFLICT (word) DO NOTHING;
UPDATE portal_site_searchword w SET entries = greatest(0, w.entries + t.more)
  FROM unnest(%s::text[], %s::int[]) AS t(word, more) WHERE w.word = t.word;
DELETE FROM portal_site_searchword WHERE entries = 0 AND word = ANY(%s)
"""


def catch_up() -> int:
    """Take up everything that waits, a batch at a time; how many sources were read."""
    total = 0
    while taken := take_up(AT_A_TICK):
        total += taken
    return total


def rebuild() -> int:
    """Make the index anew from what is public now."""
    with transaction.atomic():
        _wait_for_lock()
        SearchEntry.objects.all().delete()
        SearchWord.objects.all().delete()
        SearchChange.objects.all().delete()
        for source, rows in sources.EVERYTHING.items():
            SearchChange.objects.bulk_create(SearchChange(source=source, source_id=pk) for pk in rows.all())
    total = catch_up()
    look_over()
    return total


def look_over() -> None:
    """Let the database count what is common and what is rare, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE portal_site_searchentry, portal_site_searchword")


@transaction.atomic
def take_up(most: int = AT_A_SEARCH) -> int:
    """Read again what has changed; how many sources were read. Where another process does that already, 0."""
    if not _is_locked():
        return 0
    changes = SearchChange.objects.due(clock.now()).order_by("pk")[:most]
    by_source = defaultdict(set)
    for change in changes:
        by_source[change.source].add(change.source_id)
    # Gone before the sources are read: a change that is made meanwhile has a row of its own.
    SearchChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    for source, pks in by_source.items():
        _take_up(source, sorted(pks))
    return sum(map(len, by_source.values()))


def _take_up(source, pks):
    """All at once; where that fails one by one, so that a text that cannot be read holds up no other."""
    try:
        with transaction.atomic():
            _replace(source, pks)
    except Exception:
        logger.exception("a text could not be read for the search", extra={"source": source, "count": len(pks)})
        if len(pks) == 1:
            write([], instead_of=_forget(source, pks))
            later = clock.now() + TRY_AGAIN_AFTER
            SearchChange.objects.create(source=source, source_id=pks[0], not_before=later)
        else:
            for pk in pks:
                _take_up(source, [pk])


def _replace(source, pks):
    entries = sources.read(source, pks)
    write(entries, instead_of=_forget(source, pks))
    read = {entry.source_id for entry in entries}
    waiting = {pk: sources.becomes_public(source, pk) for pk in pks if pk not in read}
    SearchChange.objects.bulk_create(
        SearchChange(source=source, source_id=pk, not_before=instant) for pk, instant in waiting.items() if instant
    )


def _forget(source, pks):
    """Delete what is there of these sources; its (title, text) pairs."""
    old = SearchEntry.objects.filter(source=source, source_id__in=pks)
    before = list(old.values_list("title", "text"))
    old.delete()
    return before


def write(entries: list[SearchEntry], *, instead_of=()) -> None:
    """Save new entries, and count their words in place of those of the (title, text) that they replace."""
    for entry in entries:
        entry.text = in_one_line(entry.text)
    words = [(words_of(entry.title), words_of(entry.text)) for entry in entries]
    more = Counter(word for title, text in words for word in {*title, *text})
    less = Counter(word for title, text in instead_of for word in {*words_of(title), *words_of(text)})
    terms = _known_terms(more)
    for entry, (title, text) in zip(entries, words, strict=True):
        entry.vector = vector_of(title, text, terms)
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    more.subtract(less)
    _count(more, terms)


def _known_terms(words):
    """What the index calls these words: most of them it knows."""
    known = dict(SearchWord.objects.filter(word__in=list(words)).values_list("word", "terms"))
    return known | terms_of(word for word in words if word not in known)


def _count(changes, terms):
    """Words of which no entry is left are gone too: they may be what was taken off the web."""
    changed = {word: number for word, number in changes.items() if number and (terms.get(word) or number < 0)}
    new = [word for word, number in changed.items() if number > 0]
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                new,
                [folded(word) for word in new],
                [" ".join(terms[word]) for word in new],
                list(changed),
                list(changed.values()),
                list(changed),
            ],
        )


def _is_locked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _wait_for_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
