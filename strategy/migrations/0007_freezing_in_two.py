import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.workflow

# A request is answered once; before that only its answer may be written. What has been noted stays as it was noted.
KEPT = {
    "freeze_event": "strategy_freezeevent",
    "evidence_revision": "strategy_evidencerevision",
    "principle_revision": "strategy_principlerevision",
    "coverage_revision": "strategy_coveragerevision",
}
FORWARD = """
CREATE FUNCTION strategy_freeze_request_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answers text[] := ARRAY['state', 'decided_by_id', 'decided_at', 'answer', 'version_id'];
BEGIN
    IF OLD.state <> 'asked' OR (to_jsonb(NEW) - answers) IS DISTINCT FROM (to_jsonb(OLD) - answers) THEN
        RAISE EXCEPTION 'frozen text is frozen: UPDATE on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER freeze_request_is_answered_once BEFORE UPDATE ON strategy_freezerequest
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_request_guard();
CREATE TRIGGER freeze_request_is_kept BEFORE DELETE ON strategy_freezerequest
    FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
CREATE TRIGGER freeze_request_is_not_emptied BEFORE TRUNCATE ON strategy_freezerequest
    EXECUTE FUNCTION strategy_refuse_truncate();
""" + "".join(
    f"CREATE TRIGGER {name}_is_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION strategy_refuse();\n"
    f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION strategy_refuse_truncate();\n"
    for name, table in KEPT.items()
)
BACKWARD = """
DROP TRIGGER freeze_request_is_answered_once ON strategy_freezerequest;
DROP TRIGGER freeze_request_is_kept ON strategy_freezerequest;
DROP TRIGGER freeze_request_is_not_emptied ON strategy_freezerequest;
DROP FUNCTION strategy_freeze_request_guard();
""" + "".join(
    f"DROP TRIGGER {name}_is_kept ON {table};\nDROP TRIGGER {name}_is_not_emptied ON {table};\n"
    for name, table in KEPT.items()
)


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0006_comparisons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requirement", models.SlugField()),
                ("note", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
            options={
                "verbose_name_plural": "coverage",
            },
        ),
        migrations.CreateModel(
            name="CoverageRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EvidenceRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FreezeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transition",
                    models.CharField(
                        choices=[
                            ("ask", "Ask that a version be frozen"),
                            ("confirm", "Confirm the freeze"),
                            ("refuse", "Refuse the freeze"),
                            ("withdraw", "Withdraw the request"),
                            ("ask_again", "Ask anew, for the text as it is now"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FreezeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=100, verbose_name="name of the version")),
                ("reason", models.TextField(verbose_name="reason")),
                ("digest", models.CharField(max_length=64)),
                ("warnings", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for somebody else to confirm"),
                            ("confirmed", "Confirmed and frozen"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn by the one who asked"),
                            ("replaced", "Asked anew"),
                        ],
                        default="asked",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="PrincipleRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="guidingprinciple",
            name="principle_is_numbered_once",
        ),
        migrations.AddField(
            model_name="evidence",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        # Not by the domain's clock at first: its own table may not be there yet.
        migrations.AddField(
            model_name="evidence",
            name="saved_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="saved_at",
            field=models.DateTimeField(default=rus_portal.clock.now),
        ),
        migrations.AddField(
            model_name="evidence",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="guidingprinciple",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guidingprinciple",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        # Not by the domain's clock at first: its own table may not be there yet.
        migrations.AddField(
            model_name="guidingprinciple",
            name="saved_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name="guidingprinciple",
            name="saved_at",
            field=models.DateTimeField(default=rus_portal.clock.now),
        ),
        migrations.AddField(
            model_name="guidingprinciple",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="asked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="coverage",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="guidingprinciple",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("document", "number"),
                name="principle_is_numbered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_by", None),
                    models.Q(
                        ("frozen_by__isnull", False), models.Q(("frozen_by", models.F("asked_by")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="version_takes_two_persons",
            ),
        ),
        migrations.AddField(
            model_name="coverage",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="coverage", to="strategy.document"
            ),
        ),
        migrations.AddField(
            model_name="coverage",
            name="evidence",
            field=models.ManyToManyField(blank=True, related_name="coverage", to="strategy.evidence"),
        ),
        migrations.AddField(
            model_name="coverage",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="coverage",
            name="sections",
            field=models.ManyToManyField(blank=True, related_name="coverage", to="strategy.section"),
        ),
        migrations.AddField(
            model_name="coveragerevision",
            name="coverage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="strategy.coverage"
            ),
        ),
        migrations.AddField(
            model_name="coveragerevision",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidencerevision",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="strategy.evidence"
            ),
        ),
        migrations.AddField(
            model_name="evidencerevision",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="freezeevent",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="freezerequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="freezerequest",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="freezerequest",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="freeze_requests", to="strategy.document"
            ),
        ),
        migrations.AddField(
            model_name="freezerequest",
            name="version",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="request", to="strategy.version"
            ),
        ),
        migrations.AddField(
            model_name="freezeevent",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="strategy.freezerequest"
            ),
        ),
        migrations.AddField(
            model_name="principlerevision",
            name="principle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="strategy.guidingprinciple"
            ),
        ),
        migrations.AddField(
            model_name="principlerevision",
            name="saved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.UniqueConstraint(fields=("document", "requirement"), name="requirement_is_judged_once"),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.CheckConstraint(
                condition=models.Q(("requirement", ""), _negated=True), name="coverage_is_of_a_requirement"
            ),
        ),
        migrations.AddConstraint(
            model_name="coveragerevision",
            constraint=models.UniqueConstraint(fields=("coverage", "number"), name="coverage_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="evidencerevision",
            constraint=models.UniqueConstraint(fields=("evidence", "number"), name="evidence_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="freezerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("document",), name="freeze_is_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="freezerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"
                ),
                name="freeze_takes_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="freezerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True),
                    models.Q(("decided_by__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="confirmed_freeze_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="freezerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("decided_by__isnull", False), models.Q(("answer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="refused_freeze_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="freezerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("label", ""), _negated=True)),
                name="freeze_is_asked_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="principlerevision",
            constraint=models.UniqueConstraint(fields=("principle", "number"), name="principle_revision_once"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
