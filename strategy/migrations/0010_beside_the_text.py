import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.workflow

# A correction is never changed, only withdrawn, once. What was saved and published is kept as it was.
KEPT = {"summary_revision": "strategy_summaryrevision", "summary_event": "strategy_summaryevent"}
FORWARD = """
CREATE FUNCTION strategy_erratum_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawing text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawal'];
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR (to_jsonb(NEW) - withdrawing) IS DISTINCT FROM (to_jsonb(OLD) - withdrawing) THEN
        RAISE EXCEPTION 'frozen text is frozen: UPDATE on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER erratum_is_withdrawn_once BEFORE UPDATE ON strategy_erratum
    FOR EACH ROW EXECUTE FUNCTION strategy_erratum_guard();
CREATE TRIGGER erratum_is_kept BEFORE DELETE ON strategy_erratum FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
CREATE TRIGGER erratum_is_not_emptied BEFORE TRUNCATE ON strategy_erratum EXECUTE FUNCTION strategy_refuse_truncate();
""" + "".join(
    f"CREATE TRIGGER {name}_is_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION strategy_refuse();\n"
    f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION strategy_refuse_truncate();\n"
    for name, table in KEPT.items()
)
BACKWARD = """
DROP TRIGGER erratum_is_withdrawn_once ON strategy_erratum;
DROP TRIGGER erratum_is_kept ON strategy_erratum;
DROP TRIGGER erratum_is_not_emptied ON strategy_erratum;
DROP FUNCTION strategy_erratum_guard();
""" + "".join(
    f"DROP TRIGGER {name}_is_kept ON {table};\nDROP TRIGGER {name}_is_not_emptied ON {table};\n"
    for name, table in KEPT.items()
)


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0009_hints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Summary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField()),
                ("language", models.CharField(max_length=10)),
                ("is_easy_read", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=200)),
                ("lead", models.TextField(blank=True)),
                ("body", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Not published"), ("published", "Published")], default="draft", max_length=10
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="summaries", to="strategy.document"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summaries",
                        to="strategy.version",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "summaries",
                "ordering": ["-is_easy_read", "pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="SummaryEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transition",
                    models.CharField(choices=[("publish", "Publish"), ("take_down", "Take down")], max_length=10),
                ),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="strategy.summary"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SummaryRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="strategy.summary"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="summary",
            name="published",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="strategy.summaryrevision"
            ),
        ),
        migrations.CreateModel(
            name="Erratum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("block", models.CharField(blank=True, max_length=8)),
                ("wrong", models.TextField(blank=True)),
                ("right", models.TextField()),
                ("reason", models.TextField(blank=True)),
                ("decided_by", models.CharField(max_length=200)),
                ("decided_on", models.DateField()),
                ("noted_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal", models.TextField(blank=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="strategy.versionsection",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="errata", to="strategy.version"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "errata",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "number"), name="erratum_is_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("right", ""), _negated=True), models.Q(("decided_by", ""), _negated=True)
                        ),
                        name="erratum_says_what_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("block", ""), ("section__isnull", False), _connector="OR"),
                        name="block_stands_in_a_section",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), models.Q(("withdrawal", ""), _negated=True), _connector="OR"
                        ),
                        name="erratum_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="summaryrevision",
            constraint=models.UniqueConstraint(fields=("summary", "number"), name="summary_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.UniqueConstraint(fields=("document", "slug"), name="summary_has_its_own_address"),
        ),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.UniqueConstraint(
                fields=("document", "language", "is_easy_read"), name="summary_is_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("published__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="published_summary_has_a_text",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
