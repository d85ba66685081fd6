import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.exports.storage


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0006_inviting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name="draft", name="key"),
        migrations.AddField(
            model_name="draft",
            name="state",
            field=models.CharField(
                choices=[
                    ("writing", "Being written"),
                    ("in_review", "Frozen for review"),
                    ("approved", "Approved, ready to send"),
                ],
                default="writing",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="draft", name="is_closed_to_invitation", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="response", name="signed_by", field=models.CharField(blank=True, max_length=150)
        ),
        migrations.CreateModel(
            name="DraftLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("name", models.CharField(blank=True, max_length=150)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("writer", "Writer"),
                            ("reviewer", "Reviewer"),
                            ("signatory", "Signatory"),
                            ("administrator", "Administrator"),
                        ],
                        default="writer",
                        max_length=20,
                    ),
                ),
                (
                    "came_by",
                    models.CharField(
                        choices=[
                            ("began", "Began the answer"),
                            ("invitation", "Came by the invitation's link"),
                            ("colleague", "Invited by a colleague"),
                            ("member", "Member of the organisation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("here_since", models.DateTimeField(blank=True, null=True)),
                ("where", models.CharField(blank=True, max_length=80)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="consultations.draft"
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None), ("user__isnull", False)),
                        fields=("draft", "user"),
                        name="person_is_in_a_draft_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=60)),
                ("what", models.CharField(blank=True, max_length=200)),
                ("until", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="consultations.draft"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="consultations.draftlink"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "part", "to"), name="part_is_handed_out_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="consultations.draftnote",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="consultations.draft"
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="draft_note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transition", models.CharField(max_length=20)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="consultations.draftlink",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="consultations.draft"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DraftPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("pdf", "PDF"), ("docx", "Word")], max_length=5)),
                ("language", models.CharField(default="sv", max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Being made"), ("ready", "Ready"), ("failed", "Could not be made")],
                        default="asked",
                        max_length=6,
                    ),
                ),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to=rus_portal.exports.storage.attachment_path),
                ),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("shows", models.DateTimeField()),
                ("asked_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="consultations.draft"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draft", "kind", "language"), name="draft_has_one_copy_of_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("file", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ready_copy_has_a_file",
                    ),
                ],
            },
        ),
    ]
