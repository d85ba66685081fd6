import django.db.models.deletion
from django.db import migrations, models

import rus_portal.clock
import rus_portal.exports.storage
import rus_portal.workflow


class Migration(migrations.Migration):
    dependencies = [("consultations", "0010_files_are_held")]

    operations = [
        migrations.AlterField(
            model_name="draftpaper",
            name="kind",
            field=models.CharField(
                choices=[("pdf", "PDF"), ("docx", "Word"), ("form", "Answer form in Word")], max_length=5
            ),
        ),
        migrations.CreateModel(
            name="DraftWordForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("form", "Filled-in form"), ("letter", "Letter of one's own")], max_length=6
                    ),
                ),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to=rus_portal.exports.storage.attachment_path),
                ),
                ("name", models.CharField(max_length=150)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("language", models.CharField(default="sv", max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Being read"),
                            ("ready", "Read, waits for you"),
                            ("accepted", "Taken into the answer"),
                            ("failed", "Could not be read"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=20)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("touched_at", models.DateTimeField(auto_now=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="word_forms", to="consultations.draft"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="DraftWordFormEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transition", models.CharField(max_length=10)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
                (
                    "word_form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="consultations.draftwordform",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DraftWordFormPassage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("told", models.CharField(blank=True, max_length=80)),
                ("base", models.CharField(blank=True, max_length=8)),
                ("text", models.TextField(blank=True)),
                ("heading", models.CharField(blank=True, max_length=300)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("table", "Table"),
                            ("box", "Text box"),
                            ("margin", "Header or footer"),
                            ("comment", "Comment in the margin"),
                            ("picture", "Picture"),
                            ("object", "Embedded object"),
                            ("choice", "Choice that we did not recognise"),
                        ],
                        default="text",
                        max_length=8,
                    ),
                ),
                ("suggestion", models.CharField(blank=True, max_length=80)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("placed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "word_form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="consultations.draftwordform",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.AddConstraint(
            model_name="draftwordform",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "ready"])),
                fields=("draft", "kind", "sha256"),
                name="document_waits_once_for_a_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftwordform",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "letter"), models.Q(("file", ""), _negated=True), _connector="OR"),
                name="handed_in_form_has_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftwordform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("fault", ""), _negated=True),
                    _connector="OR",
                ),
                name="unread_document_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftwordformpassage",
            constraint=models.UniqueConstraint(fields=("word_form", "order"), name="passage_has_its_place"),
        ),
    ]
