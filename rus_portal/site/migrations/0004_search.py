import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Each change of what the texts of the index are read from is noted in the transaction that makes it, whoever makes it:
# see rus_portal/site/search/index.py. Answers count from when they are published; drafts are never looked at.
FORWARD = """
-- Not compressed: to unpack them would take most of the time of ranking.
ALTER TABLE portal_site_searchentry ALTER COLUMN vector SET STORAGE EXTERNAL;

CREATE FUNCTION portal_site_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found jsonb;
BEGIN
    FOREACH found IN ARRAY
        CASE TG_OP WHEN 'INSERT' THEN ARRAY[to_jsonb(NEW)] WHEN 'DELETE' THEN ARRAY[to_jsonb(OLD)]
                   ELSE ARRAY[to_jsonb(NEW), to_jsonb(OLD)] END
    LOOP
        IF TG_ARGV[0] <> 'answer' OR EXISTS (
            SELECT 1 FROM consultations_response WHERE id = (found->>TG_ARGV[1])::bigint AND state = 'published'
        ) THEN
            INSERT INTO portal_site_searchchange (source, source_id) VALUES (TG_ARGV[0], (found->>TG_ARGV[1])::bigint);
        END IF;
        EXIT WHEN TG_OP = 'UPDATE' AND to_jsonb(NEW)->TG_ARGV[1] = to_jsonb(OLD)->TG_ARGV[1];
    END LOOP;
    RETURN NULL;
END $$;

-- An answer that was or becomes published; the row itself may say that it is not any more.
CREATE FUNCTION portal_site_note_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO portal_site_searchchange (source, source_id)
    VALUES ('answer', CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END);
    RETURN NULL;
END $$;

-- A version that is published or taken back decides over the evidence of its document too.
CREATE FUNCTION portal_site_note_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := CASE WHEN TG_TABLE_NAME = 'strategy_document' THEN (to_jsonb(NEW)->>'id')::bigint
                           ELSE (to_jsonb(NEW)->>'document_id')::bigint END;
BEGIN
    INSERT INTO portal_site_searchchange (source, source_id)
    SELECT 'document', changed UNION ALL SELECT 'evidence', id FROM strategy_evidence WHERE document_id = changed;
    RETURN NULL;
END $$;

-- The name of a body, and the name and address of a round, stand beside answers.
CREATE FUNCTION portal_site_note_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO portal_site_searchchange (source, source_id)
    SELECT 'answer', id FROM consultations_response
     WHERE state = 'published'
       AND CASE WHEN TG_TABLE_NAME = 'accounts_organisation' THEN organisation_id ELSE consultation_id END = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER search_version AFTER INSERT OR UPDATE OF state, sealed ON strategy_version
    FOR EACH ROW WHEN (NEW.sealed) EXECUTE FUNCTION portal_site_note_document();
CREATE TRIGGER search_document AFTER UPDATE OF title, slug ON strategy_document
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_document();
CREATE TRIGGER search_evidence AFTER INSERT OR UPDATE OR DELETE ON strategy_evidence
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('evidence', 'id');
CREATE TRIGGER search_round AFTER INSERT OR UPDATE OR DELETE ON consultations_consultation
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('round', 'id');
CREATE TRIGGER search_answers_of_round AFTER UPDATE OF title, year, slug, state ON consultations_consultation
    FOR EACH ROW WHEN ((OLD.title, OLD.year, OLD.slug, OLD.state = 'planned')
                       IS DISTINCT FROM (NEW.title, NEW.year, NEW.slug, NEW.state = 'planned'))
    EXECUTE FUNCTION portal_site_note_answers();
CREATE TRIGGER search_question AFTER INSERT OR UPDATE OR DELETE ON consultations_question
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('round', 'consultation_id');
CREATE TRIGGER search_new_answer AFTER INSERT ON consultations_response
    FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION portal_site_note_answer();
CREATE TRIGGER search_answer AFTER UPDATE ON consultations_response
    FOR EACH ROW WHEN (OLD.state = 'published' OR NEW.state = 'published') EXECUTE FUNCTION portal_site_note_answer();
CREATE TRIGGER search_old_answer AFTER DELETE ON consultations_response
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION portal_site_note_answer();
CREATE TRIGGER search_redaction AFTER INSERT OR UPDATE OR DELETE ON consultations_redaction
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('answer', 'response_id');
CREATE TRIGGER search_link AFTER INSERT OR UPDATE OR DELETE ON consultations_responselink
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('answer', 'earlier_id');
CREATE TRIGGER search_mark AFTER INSERT OR UPDATE OR DELETE ON consultations_responsemark
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('answer', 'response_id');
CREATE TRIGGER search_event AFTER INSERT ON consultations_responseevent
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('answer', 'response_id');
CREATE TRIGGER search_confirmation AFTER INSERT OR UPDATE OR DELETE ON consultations_confirmation
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('answer', 'response_id');
CREATE TRIGGER search_body AFTER UPDATE OF name ON accounts_organisation
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION portal_site_note_answers();
CREATE TRIGGER search_milestone AFTER INSERT OR UPDATE OR DELETE ON timeline_milestone
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('milestone', 'id');
CREATE TRIGGER search_news AFTER INSERT OR UPDATE OR DELETE ON timeline_newsitem
    FOR EACH ROW EXECUTE FUNCTION portal_site_note_change('news', 'id');

-- What is there already waits for the worker's next tick.
INSERT INTO portal_site_searchchange (source, source_id)
SELECT DISTINCT 'document', document_id FROM strategy_version
UNION ALL SELECT 'evidence', id FROM strategy_evidence
UNION ALL SELECT 'round', id FROM consultations_consultation
UNION ALL SELECT 'answer', id FROM consultations_response WHERE state = 'published'
UNION ALL SELECT 'milestone', id FROM timeline_milestone
UNION ALL SELECT 'news', id FROM timeline_newsitem;
"""

BACKWARD = """
DROP FUNCTION portal_site_note_change() CASCADE;
DROP FUNCTION portal_site_note_answer() CASCADE;
DROP FUNCTION portal_site_note_document() CASCADE;
DROP FUNCTION portal_site_note_answers() CASCADE;
"""

SOURCES = [
    ("document", "Document"),
    ("round", "Consultation"),
    ("answer", "Answer"),
    ("evidence", "Evidence"),
    ("milestone", "Milestone"),
    ("news", "News"),
]
KINDS = [
    ("avsnitt", "Strategy and programmes"),
    ("remisser", "Consultations"),
    ("svar", "Answers"),
    ("underlag", "Evidence"),
    ("tidplan", "Timeline"),
    ("nyheter", "News"),
    ("tidigare", "Other versions"),
]


class Migration(migrations.Migration):
    """The index of what everyone may read, and the triggers that tell of changes."""

    dependencies = [
        ("accounts", "0003_colleagues"),
        ("consultations", "0014_parts_move"),
        ("portal_site", "0003_search_similar_words"),
        ("strategy", "0012_two_persons_and_one_key"),
        ("timeline", "0002_milestones_follow_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(choices=SOURCES, max_length=10)),
                ("source_id", models.BigIntegerField()),
                ("not_before", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("folded", models.CharField(max_length=200)),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200)),
                ),
                ("entries", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["terms"], name="search_words_by_term"
                    ),
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["folded"], name="search_words_by_spelling", opclasses=["gist_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(choices=SOURCES, max_length=10)),
                ("source_id", models.BigIntegerField()),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("place", models.CharField(blank=True, max_length=500)),
                ("address", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("boost", models.FloatField(default=1)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="strategy.document",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    models.Index(fields=["source", "source_id"], name="search_entries_of_a_source"),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(kind="svar"), fastupdate=False, fields=["vector"], name="search_answers"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=~models.Q(kind="svar"), fastupdate=False, fields=["vector"], name="search_the_rest"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
