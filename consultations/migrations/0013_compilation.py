import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock

# What was written and what was approved stays as it was; a correction is a new row.
TABLES = ("compilationtext", "compilationversion")
FORWARD = "".join(
    f"CREATE TRIGGER {name}_never_changes BEFORE UPDATE OR DELETE ON consultations_{name}"
    " FOR EACH ROW EXECUTE FUNCTION consultations_refuse();"
    for name in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {name}_never_changes ON consultations_{name};" for name in TABLES)


def _to(model, name="+", **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0012_web_versions"),
        ("strategy", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompilationText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("consultation", _to("consultations.consultation", "compilation_texts")),
                ("question", _to("consultations.question", blank=True, null=True)),
                ("section", _to("strategy.versionsection", blank=True, null=True)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="CompilationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("signed_by", models.CharField(max_length=200)),
                ("approved_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("note", models.TextField(blank=True)),
                ("guide", models.TextField(blank=True)),
                ("texts", models.JSONField()),
                ("figures", models.JSONField()),
                ("approved_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("consultation", _to("consultations.consultation", "compilation_versions")),
            ],
            options={"ordering": ["-number"]},
        ),
        migrations.AddConstraint(
            model_name="compilationtext",
            constraint=models.UniqueConstraint(
                fields=("consultation", "section", "question", "number"),
                name="compilation_text_has_its_number",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="compilationtext",
            constraint=models.CheckConstraint(
                condition=models.Q(("section", None), ("question", None), _connector="OR"),
                name="compilation_text_is_about_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="compilationversion",
            constraint=models.UniqueConstraint(
                fields=("consultation", "number"), name="compilation_version_has_its_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="compilationversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("note", ""), _negated=True), _connector="OR"),
                name="corrected_compilation_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                fields=["consultation", "received_at", "id"],
                condition=models.Q(("is_protected", False), ("state", "published")),
                name="published_answers_of_a_round",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
