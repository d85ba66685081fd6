from django.db import migrations, models

# What stands beside frozen text: corrections, and short tellings in easy words or other languages. Drafts of tellings
# note nothing; one that is taken down does. A version that is published or taken back decides over both.
NOTE_DOCUMENT = """
CREATE OR REPLACE FUNCTION portal_site_note_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := CASE WHEN TG_TABLE_NAME = 'strategy_document' THEN (to_jsonb(NEW)->>'id')::bigint
                           ELSE (to_jsonb(NEW)->>'document_id')::bigint END;
BEGIN
    INSERT INTO portal_site_searchchange (source, source_id)
    SELECT 'document', changed UNION ALL SELECT 'evidence', id FROM strategy_evidence WHERE document_id = changed{more};
    RETURN NULL;
END $$;
"""
BESIDE = """
    UNION ALL SELECT 'erratum', e.id FROM strategy_erratum e JOIN strategy_version v ON v.id = e.version_id
               WHERE v.document_id = changed
    UNION ALL SELECT 'summary', id FROM strategy_summary WHERE document_id = changed AND state = 'published'"""
FORWARD = f"""
{NOTE_DOCUMENT.format(more=BESIDE)}
CREATE TRIGGER search_erratum AFTER INSERT OR UPDATE OR DELETE ON strategy_erratum
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('erratum', 'id');
CREATE TRIGGER search_new_summary AFTER INSERT ON strategy_summary
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION portal_site_note_change('summary', 'id');
CREATE TRIGGER search_summary AFTER UPDATE ON strategy_summary
    FOR EACH ROW WHEN ((OLD.state, OLD.published_id, OLD.slug) IS DISTINCT FROM (NEW.state, NEW.published_id, NEW.slug))
    EXECUTE FUNCTION portal_site_note_change('summary', 'id');
CREATE TRIGGER search_old_summary AFTER DELETE ON strategy_summary
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION portal_site_note_change('summary', 'id');

-- What is there already waits for the worker's next tick.
INSERT INTO portal_site_searchchange (source, source_id)
SELECT 'erratum', id FROM strategy_erratum
UNION ALL SELECT 'summary', id FROM strategy_summary WHERE state = 'published';
"""
BACKWARD = f"""
DROP TRIGGER search_erratum ON strategy_erratum;
DROP TRIGGER search_new_summary ON strategy_summary;
DROP TRIGGER search_summary ON strategy_summary;
DROP TRIGGER search_old_summary ON strategy_summary;
{NOTE_DOCUMENT.format(more="")}
DELETE FROM portal_site_searchchange WHERE source IN ('erratum', 'summary');
DELETE FROM portal_site_searchentry WHERE source IN ('erratum', 'summary');
"""

SOURCES = [
    ("document", "Document"),
    ("round", "Consultation"),
    ("answer", "Answer"),
    ("evidence", "Evidence"),
    ("milestone", "Milestone"),
    ("news", "News"),
    ("erratum", "Correction"),
    ("summary", "Easy to read or in another language"),
]
KINDS = [
    ("avsnitt", "Strategy and programmes"),
    ("korthet", "Easy to read and other languages"),
    ("rattelser", "Corrections"),
    ("remisser", "Consultations"),
    ("svar", "Answers"),
    ("underlag", "Evidence"),
    ("tidplan", "Timeline"),
    ("nyheter", "News"),
    ("tidigare", "Other versions"),
]


class Migration(migrations.Migration):
    """Corrections and short tellings are found too, each in its own language."""

    dependencies = [("portal_site", "0004_search"), ("strategy", "0013_which_file_is_the_present_one")]

    operations = [
        migrations.AddField("searchentry", "language", models.CharField(default="sv", max_length=10)),
        migrations.AlterField("searchentry", "source", models.CharField(choices=SOURCES, max_length=10)),
        migrations.AlterField("searchentry", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AlterField("searchchange", "source", models.CharField(choices=SOURCES, max_length=10)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
