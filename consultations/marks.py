"""What the public pages of rounds are made from, in one cheap query: see `rus_portal.accounts.access.public_page`."""

from django.db import connection

from rus_portal import clock
from strategy import files

# `xmin` and `ctid` together change with each update of a row. The day is part of the mark, since a round closes at
# midnight by itself.
ALL_ROUNDS = """
SELECT md5(string_agg(c.id || ':' || (c.xmin, c.ctid)::text || ':' || (v.xmin, v.ctid)::text, ',' ORDER BY c.id))
  FROM consultations_consultation c JOIN strategy_version v ON v.id = c.version_id
"""
ONE_ROUND = f"""
SELECT c.id, (c.xmin, c.ctid)::text AS c, (v.xmin, v.ctid)::text AS v, (d.xmin, d.ctid)::text AS d,
       (SELECT md5(string_agg((i.xmin, i.ctid)::text || (o.xmin, o.ctid)::text, ',' ORDER BY i.id))
          FROM consultations_invitation i JOIN accounts_organisation o ON o.id = i.organisation_id
         WHERE i.consultation_id = c.id),
       (SELECT md5(string_agg(q.id || ':' || (q.xmin, q.ctid)::text, ',' ORDER BY q.id))
          FROM consultations_question q WHERE q.consultation_id = c.id),
       (SELECT md5(string_agg(p.id || ':' || (p.xmin, p.ctid)::text, ',' ORDER BY p.id))
          FROM consultations_roundpart p WHERE p.consultation_id = c.id),
       (SELECT max(e.id) FROM consultations_consultationevent e WHERE e.consultation_id = c.id),
       (SELECT max(e.id) FROM exports_export e
         WHERE e.state = 'ready' AND e.subject = v.id::text AND e.fingerprint = {files.AS_SQL})
  FROM consultations_consultation c
  JOIN strategy_version v ON v.id = c.version_id
  JOIN strategy_document d ON d.id = v.document_id
 WHERE c.year = %s AND c.slug = %s
"""
# Whatever happens to an answer is an event: the last one stands for all of them, and is found at once among 10,000.
# Each write of an organisation raises the sum of the transactions that wrote them.
ANSWERS = f"""
SELECT one.*, (SELECT max(e.id) FROM consultations_responseevent e),
       (SELECT (count(*), sum(o.xmin::text::bigint))::text FROM accounts_organisation o)
  FROM ({ONE_ROUND}) one
"""
REPORT = f"""
SELECT one.*, (SELECT max(v.id) FROM consultations_compilationversion v WHERE v.consultation_id = one.id),
       (SELECT md5(string_agg((m.xmin, m.ctid)::text, ',' ORDER BY m.id)) FROM consultations_redaction m
          JOIN consultations_response a ON a.id = m.response_id WHERE a.consultation_id = one.id),
       (SELECT max(l.id) FROM consultations_responselink l
          JOIN consultations_response b ON b.id = l.earlier_id WHERE b.consultation_id = one.id)
  FROM ({ANSWERS}) one
"""
# The texts never change; what is masked, which files are shown, and what came later does.
ONE_ANSWER = f"""
SELECT one.*, r.id, (r.xmin, r.ctid)::text, (o.xmin, o.ctid)::text,
       (SELECT md5(string_agg((m.xmin, m.ctid)::text, ',' ORDER BY m.id))
          FROM consultations_redaction m WHERE m.response_id = r.id),
       (SELECT md5(string_agg((w.xmin, w.ctid)::text, ',' ORDER BY w.id))
          FROM consultations_webfile w JOIN consultations_attachment a ON a.id = w.attachment_id
         WHERE a.response_id = r.id),
       (SELECT md5(string_agg(l.id || coalesce(later.state, ''), ',' ORDER BY l.id))
          FROM consultations_responselink l LEFT JOIN consultations_response later ON later.id = l.later_id
         WHERE l.earlier_id = r.id),
       (SELECT md5(string_agg(l.id || earlier.state, ',' ORDER BY l.id))
          FROM consultations_responselink l JOIN consultations_response earlier ON earlier.id = l.earlier_id
         WHERE l.later_id = r.id),
       (SELECT max(h.id) FROM consultations_responseevent h WHERE h.response_id = r.id),
       (SELECT md5(string_agg((j.xmin, j.ctid)::text, ',' ORDER BY j.id))
          FROM consultations_joining j WHERE j.response_id = r.id)
  FROM ({ONE_ROUND}) one
  JOIN consultations_response r ON r.consultation_id = one.id AND r.receipt_number = %s
  LEFT JOIN accounts_organisation o ON o.id = r.organisation_id
"""


def of_all_rounds():
    """The mark of the list of rounds."""
    return _ask(ALL_ROUNDS, [])


def of_round(year, slug):
    """The mark of one round's page."""
    return _ask(ONE_ROUND, [year, slug])


def of_answers(year, slug):
    """The mark of the list of a round's published answers."""
    return _ask(ANSWERS, [year, slug])


def of_report(year, slug, *_place, **_more):
    """The mark of the compilation's pages."""
    return _ask(REPORT, [year, slug])


def of_answer(year, slug, number):
    """The mark of the page of one published answer."""
    return _ask(ONE_ANSWER, [year, slug, number])


def _ask(question, values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone(), clock.today()
