import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.exports.storage
import rus_portal.workflow

# Invitations that have gone out before know their letter from now on.
KNOW_THE_LETTER = """
UPDATE consultations_invitation i SET letter_id = l.id
  FROM (SELECT DISTINCT ON (about) about, id FROM notifications_letter WHERE kind = 'invitation'
         ORDER BY about, id DESC) l
 WHERE l.about = 'invitation:' || i.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_areas"),
        ("consultations", "0005_setting_up"),
        ("notifications", "0003_subscriptions_and_bounces"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="compilation_day",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="notifications.letter",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="note",
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name="InvitationEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "Other contact"),
                            ("resent", "Invitation sent again"),
                            ("new_link", "New link; the old one leads nowhere"),
                            ("placed", "Group or area changed in the register"),
                            ("confirmed", "The body has confirmed that it has received the consultation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("contact_name", models.CharField(blank=True, max_length=150)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
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
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="consultations.invitation",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InvitationImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to=rus_portal.exports.storage.attachment_path)),
                ("name", models.CharField(max_length=150)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("language", models.CharField(default="sv", max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Being read"),
                            ("ready", "Read, waits for your word"),
                            ("accepted", "Put on the list"),
                            ("failed", "Could not be read"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("failure", models.JSONField(blank=True, null=True)),
                ("unused_columns", models.JSONField(blank=True, default=list)),
                ("added", models.PositiveIntegerField(blank=True, null=True)),
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
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="consultations.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "New body"),
                            ("known", "In the register"),
                            ("invited", "Invited already"),
                            ("problem", "Problem"),
                        ],
                        max_length=8,
                    ),
                ),
                ("findings", models.JSONField(blank=True, default=list)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(blank=True, max_length=40)),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("municipality", "Municipalities"),
                            ("region", "Regions"),
                            ("state_agency", "Government agencies"),
                            ("academia", "Academia"),
                            ("business", "Business"),
                            ("civil_society", "Civil society"),
                            ("youth", "Young people"),
                            ("minorities", "National minorities"),
                            ("parties", "Political parties"),
                            ("other", "Others"),
                        ],
                        max_length=20,
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=80)),
                ("contact_name", models.CharField(blank=True, max_length=150)),
                ("contact_email", models.CharField(blank=True, max_length=254)),
                ("registry_email", models.CharField(blank=True, max_length=254)),
                ("note", models.TextField(blank=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "invitation_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="consultations.invitationimport",
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.CreateModel(
            name="ImportEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transition", models.CharField(max_length=10)),
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
                    "invitation_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="consultations.invitationimport",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="invitationimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "ready"])),
                fields=("consultation", "sha256"),
                name="file_waits_once_for_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitationimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True), ("failure__isnull", False), _connector="OR"
                ),
                name="failed_import_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitationimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("added__isnull", True), ("state", "accepted"), _connector="OR"),
                name="only_an_accepted_import_has_added",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["invitation_import", "verdict", "line"], name="import_rows_by_verdict"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("invitation_import", "line"), name="line_of_a_file_stands_once"),
        ),
        migrations.RunSQL(KNOW_THE_LETTER, migrations.RunSQL.noop),
    ]
