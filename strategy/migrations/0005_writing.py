import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import strategy.models.images

# What has happened to a section, and every saved state of a cell, stays; so does an image that a frozen text may name.
KEPT = {
    "section_event": "strategy_sectionevent",
    "cell_revision": "strategy_assessmentrevision",
    "image": "strategy_image",
}
FORWARD = (
    "".join(
        f"CREATE TRIGGER {name}_is_kept BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION strategy_refuse();\n"
        f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION strategy_refuse_truncate();\n"
        for name, table in KEPT.items()
    )
    # The cells that stand already have been saved once.
    + "INSERT INTO strategy_assessmentrevision (assessment_id, number, is_relevant, text, saved_by_id, saved_at)"
    " SELECT id, 1, is_relevant, text, saved_by_id, saved_at FROM strategy_principleassessment;"
)
BACKWARD = "".join(
    f"DROP TRIGGER {name}_is_kept ON {table};\nDROP TRIGGER {name}_is_not_emptied ON {table};\n"
    for name, table in KEPT.items()
)


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0004_history_is_not_emptied"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="principleassessment",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="sectionrevision",
            name="is_autosaved",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="SectionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "happening",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("moved", "Moved"),
                            ("removed", "Taken away"),
                            ("brought_back", "Brought back"),
                        ],
                        max_length=15,
                    ),
                ),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
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
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="strategy.section"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AssessmentRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("is_relevant", models.BooleanField()),
                ("text", models.TextField()),
                ("saved_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="strategy.principleassessment",
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
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "number"), name="cell_revision_is_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("revision", models.PositiveIntegerField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="held_texts", to="strategy.section"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["section"], name="held_texts_that_wait"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=strategy.models.images.new_key, editable=False, max_length=32, unique=True
                    ),
                ),
                ("file", models.FileField(upload_to=strategy.models.images.image_path)),
                ("content_type", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("uploaded_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="images", to="strategy.document"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("versions", models.ManyToManyField(related_name="images", to="strategy.version")),
            ],
            options={
                "ordering": ["uploaded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[0-9a-f]{32}$")), name="image_key_is_random_hex"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionPresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="strategy.section"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "user"), name="person_is_at_a_section_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
