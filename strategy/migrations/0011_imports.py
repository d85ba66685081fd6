import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.exports.storage
import rus_portal.workflow
import strategy.models.images


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0010_beside_the_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to=rus_portal.exports.storage.attachment_path)),
                ("name", models.CharField(max_length=150)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("language", models.CharField(default="sv", max_length=5)),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("last", "Last in the document"),
                            ("after", "After the section that I choose"),
                            ("under", "Under the section that I choose, last"),
                        ],
                        default="last",
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Being read"),
                            ("ready", "Read, waits for your word"),
                            ("put_in", "Put into the text"),
                            ("taken_out", "Put into the text, and taken away again"),
                            ("failed", "Could not be read"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=20)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("sections", models.JSONField(default=list)),
                ("losses", models.JSONField(default=list)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("touched_at", models.DateTimeField(auto_now=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "beside",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="strategy.section",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="strategy.document"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="DocumentImportEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transition",
                    models.CharField(
                        choices=[
                            ("read", "Read"),
                            ("refuse", "Refused"),
                            ("put_in", "Put into the text"),
                            ("take_out", "Taken away again"),
                        ],
                        max_length=10,
                    ),
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
                    "document_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="strategy.documentimport"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedPicture",
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
                ("contrast", models.FloatField(null=True)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                (
                    "document_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="strategy.documentimport",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="documentimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "ready"])),
                fields=("document", "sha256"),
                name="word_file_waits_once_for_a_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("fault", ""), _negated=True),
                    _connector="OR",
                ),
                name="unread_word_file_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", "last"), ("beside__isnull", False), _connector="OR"),
                name="import_has_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__lte", 100)), name="import_progress_is_a_percentage"
            ),
        ),
    ]
