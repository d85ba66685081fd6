"""What a version's page is made from, in one cheap query: while it is unchanged, the page need not be made again."""

import time

from django.db import connection

from rus_portal import clock
from strategy import files, links
from strategy.exports import LANGUAGE, VERSION_KIND
from strategy.exports_word import VERSION, WORD_KIND
from strategy.models import Version

# As text, since the ORM would take longer to put the question than the database to answer it. `xmin` and `ctid` change
# with each update of the row, also when the stored article is rendered again.
QUESTION = """
SELECT v.id, v.state, v.hash, (v.xmin, v.ctid)::text, d.title, d.subtitle, d.first_year, d.last_year
  FROM strategy_version v JOIN strategy_document d ON d.id = v.document_id
 WHERE d.slug = %s AND v.sealed
 ORDER BY v.number
"""
# What stands beside the frozen text: its files, its corrections, its summaries.
BESIDE = f"""
SELECT v.id,
       (SELECT e.size FROM exports_export e WHERE e.kind = %s AND e.language = %s AND e.state = 'ready'
           AND e.subject = v.id::text AND e.fingerprint = {files.AS_SQL} LIMIT 1),
       (SELECT e.size FROM exports_export e WHERE e.kind = %s AND e.language = %s AND e.state = 'ready'
           AND e.subject = %s || v.id::text AND e.fingerprint = {files.AS_SQL} LIMIT 1),
       (SELECT string_agg(concat_ws(':', e.id, e.withdrawn_at), ',' ORDER BY e.id) FROM strategy_erratum e
         WHERE e.version_id = v.id),
       (SELECT string_agg(concat_ws(':', s.slug, s.published_id), ',' ORDER BY s.id) FROM strategy_summary s
         WHERE s.document_id = d.id AND s.state = 'published')
  FROM strategy_version v JOIN strategy_document d ON d.id = v.document_id
 WHERE d.slug = %s AND v.sealed
 ORDER BY v.number
"""
# What stands beside the text, and the links of other apps (the open round), are asked for anew so often.
BESIDE_SECONDS = 1.0
_beside: dict[str, tuple[float, tuple]] = {}


def of_document(slug, **_number):
    """The mark of every page that shows versions of this document; it changes with the day too."""
    return _rows(QUESTION, [slug]), _beside_of(slug), clock.today()


def _beside_of(slug):
    until, found = _beside.get(slug, (0.0, ()))
    if until < time.monotonic():
        rows = _rows(BESIDE, [VERSION_KIND, LANGUAGE, WORD_KIND, LANGUAGE, f"{VERSION}:", slug])
        published = Version.objects.published().filter(document__slug=slug).select_related("document")
        linked = tuple((version.pk, tuple(links.of(version))) for version in published.defer("rendered"))
        found = rows, linked
        _beside[slug] = (time.monotonic() + BESIDE_SECONDS, found)
    return found


def _rows(question, values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return tuple(cursor.fetchall())
