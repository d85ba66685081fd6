import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.exports.storage
import rus_portal.workflow

# What is there already is looked through like everything else. Only files of drafts and answers are there so early.
HOLD = "".join(
    "INSERT INTO consultations_filecheck (file, content_type, state, reason, virus, held_at, tries, trouble)"
    f" SELECT file, content_type, 'held', '', '', now(), 0, '' FROM consultations_{name} ON CONFLICT DO NOTHING;"
    for name in ("draftfile", "attachment", "confirmationfile")
)
ROLES = [
    ("attachment", "Attachment"),
    ("extract", "Extract of the minutes"),
    ("reservation", "Reservation or separate statement"),
]
STATES = [
    ("held", "Being checked"),
    ("clean", "Checked"),
    ("refused", "Stopped: cannot be opened safely"),
    ("infected", "Stopped by the virus scanner"),
]
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0009_joint_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("draftfile", "began_at", models.DateTimeField(default=rus_portal.clock.now)),
        migrations.AddField("draftfile", "kept_at", models.DateTimeField(default=rus_portal.clock.now)),
        migrations.CreateModel(
            name="FileCheck",
            fields=[
                ID,
                ("file", models.CharField(max_length=200, unique=True)),
                ("content_type", models.CharField(max_length=100)),
                ("state", models.CharField(choices=STATES, default="held", max_length=8)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("virus", models.CharField(blank=True, max_length=200)),
                ("held_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=200)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "clean"), _negated=True),
                        fields=["state"],
                        name="files_that_are_not_clean",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_file_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "infected"), _negated=True),
                            models.Q(("virus", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="infected_file_has_a_name",
                    ),
                ],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="FileCheckEvent",
            fields=[
                ID,
                ("transition", models.CharField(max_length=12)),
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
                    "check_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="consultations.filecheck",
                    ),
                ),
            ],
            options={"ordering": ["at", "pk"]},
        ),
        migrations.CreateModel(
            name="DraftUpload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "file",
                    models.FileField(
                        default=rus_portal.exports.storage.arriving_path, max_length=200, unique=True, upload_to=""
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("role", models.CharField(choices=ROLES, default="attachment", max_length=12)),
                ("size", models.PositiveBigIntegerField()),
                ("changed", models.CharField(blank=True, max_length=20)),
                ("offset", models.PositiveBigIntegerField(default=0)),
                ("began_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("touched_at", models.DateTimeField(auto_now=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="consultations.draft"
                    ),
                ),
            ],
            options={
                "ordering": ["began_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offset__lte", models.F("size")), ("size__gt", 0), ("size__lte", 20 * 1024 * 1024)
                        ),
                        name="upload_fits_its_size",
                    )
                ],
            },
        ),
        migrations.RunSQL(HOLD, migrations.RunSQL.noop),
    ]
