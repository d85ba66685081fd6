"""What the public pages of rounds are made from, in one cheap query: see `rus_portal.accounts.access.public_page`."""

from django.db import connection

from rus_portal import clock

# `xmin` and `ctid` together change with each update of a row. The day is part of the mark, since a round closes at
# midnight by itself.
ALL_ROUNDS = """
SELECT md5(string_agg(c.id || ':' || (c.xmin, c.ctid)::text || ':' || (v.xmin, v.ctid)::text, ',' ORDER BY c.id))
  FROM consultations_consultation c JOIN strategy_version v ON v.id = c.version_id
"""
ONE_ROUND = """
SELECT c.id, (c.xmin, c.ctid)::text, (v.xmin, v.ctid)::text, (d.xmin, d.ctid)::text,
       (SELECT md5(string_agg((i.xmin, i.ctid)::text || (o.xmin, o.ctid)::text, ',' ORDER BY i.id))
          FROM consultations_invitation i JOIN accounts_organisation o ON o.id = i.organisation_id
         WHERE i.consultation_id = c.id),
       (SELECT md5(string_agg(q.id || ':' || (q.xmin, q.ctid)::text, ',' ORDER BY q.id))
          FROM consultations_question q WHERE q.consultation_id = c.id),
       (SELECT md5(string_agg(p.id || ':' || (p.xmin, p.ctid)::text, ',' ORDER BY p.id))
          FROM consultations_roundpart p WHERE p.consultation_id = c.id),
       (SELECT max(e.id) FROM consultations_consultationevent e WHERE e.consultation_id = c.id),
       (SELECT max(e.id) FROM exports_export e
         WHERE e.state = 'ready' AND e.subject = v.id::text AND e.fingerprint = v.hash)
  FROM consultations_consultation c
  JOIN strategy_version v ON v.id = c.version_id
  JOIN strategy_document d ON d.id = v.document_id
 WHERE c.year = %s AND c.slug = %s
"""


def of_all_rounds():
    """The mark of the list of rounds."""
    return _ask(ALL_ROUNDS, [])


def of_round(year, slug):
    """The mark of one round's page."""
    return _ask(ONE_ROUND, [year, slug])


def _ask(question, values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone(), clock.today()
