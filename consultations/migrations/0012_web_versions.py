import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import consultations.models.values
import rus_portal.clock
import rus_portal.exports.storage
import rus_portal.workflow

# What stands in the registry, who has read what is protected, and what was said to an asker: never changed.
TABLES = ("registryentry", "protectedreading", "accessrequestevent")
FORWARD = "CREATE SEQUENCE consultations_access_request_number;" + "".join(
    f"CREATE TRIGGER {name}_never_changes BEFORE UPDATE OR DELETE ON consultations_{name}"
    " FOR EACH ROW EXECUTE FUNCTION consultations_refuse();"
    for name in TABLES
)
BACKWARD = "DROP SEQUENCE consultations_access_request_number;" + "".join(
    f"DROP TRIGGER {name}_never_changes ON consultations_{name};" for name in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0011_word_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True)),
                (
                    "key",
                    models.CharField(
                        default=consultations.models.values.new_key, editable=False, max_length=40, unique=True
                    ),
                ),
                ("wanted", models.TextField()),
                ("reply_to", models.CharField(blank=True, max_length=250)),
                ("language", models.CharField(default="sv", max_length=5)),
                ("received_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("assessed", "Being assessed"),
                            ("disclosed", "Disclosed"),
                            ("partly", "Disclosed in part"),
                            ("refused", "Refused"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["received_at", "pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="AccessRequestEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transition", models.CharField(max_length=20)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=150)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="CampaignLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="ProtectedReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("what", models.CharField(max_length=150)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("personal_number", "Personal identity number"),
                            ("email", "E-mail address"),
                            ("phone", "Phone number"),
                            ("address", "Postal address"),
                            ("name", "The sender's name"),
                            ("other", "Other personal matter"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "decision",
                    models.CharField(choices=[("masked", "Masked"), ("waived", "Left as it is")], max_length=6),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["field", "start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RegistryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("arrived_on", models.DateField()),
                ("number", models.CharField(max_length=80, unique=True)),
                ("sender", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="ResponseMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("misdirected", "Sent to the wrong place"),
                            ("duplicate", "The same answer as another one"),
                            ("secret", "Secrecy mark"),
                            ("unfit", "Not for the web: threats, hatred or defamation"),
                            ("child", "From a child"),
                            ("translated", "In another language"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField()),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WebFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_shown", models.BooleanField()),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to=rus_portal.exports.storage.attachment_path),
                ),
                ("name", models.CharField(blank=True, max_length=150)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("is_clean", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name="response",
            name="arrival_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="response",
            name="channel",
            field=models.CharField(
                choices=[
                    ("portal", "Through the portal"),
                    ("post", "By post"),
                    ("email", "By e-mail"),
                    ("phone", "By phone, written down"),
                    ("meeting", "At a meeting, written down"),
                ],
                default="portal",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel", "portal"), models.Q(("arrival_reason", ""), _negated=True), _connector="OR"
                ),
                name="entered_arrival_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted", ""), _negated=True), name="access_request_says_what"
            ),
        ),
        migrations.AddField(
            model_name="accessrequestevent",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="accessrequestevent",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="consultations.accessrequest"
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="campaigns", to="consultations.consultation"
            ),
        ),
        migrations.AddField(
            model_name="campaignletter",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="consultations.campaign"
            ),
        ),
        migrations.AddField(
            model_name="campaignletter",
            name="response",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="campaign_letter", to="consultations.response"
            ),
        ),
        migrations.AddField(
            model_name="protectedreading",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="protectedreading",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="consultations.response"
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="redactions", to="consultations.response"
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="registryentry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="registryentry",
            name="response",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="registry_entry", to="consultations.response"
            ),
        ),
        migrations.AddField(
            model_name="responsemark",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="responsemark",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="responsemark",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="consultations.response"
            ),
        ),
        migrations.AddField(
            model_name="responsemark",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duplicates",
                to="consultations.response",
            ),
        ),
        migrations.AddField(
            model_name="webfile",
            name="attachment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="web_file", to="consultations.attachment"
            ),
        ),
        migrations.AddField(
            model_name="webfile",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                fields=("consultation", "fingerprint"), name="standpoint_is_one_campaign"
            ),
        ),
        migrations.AddIndex(
            model_name="protectedreading",
            index=models.Index(fields=["-at"], name="protected_readings_by_time"),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="masked_passage_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "waived"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_is_left_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("response", "field", "start", "end"),
                name="passage_is_decided_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsemark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("response", "kind"), name="answer_has_a_mark_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="responsemark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "duplicate"), ("same_as__isnull", False)),
                    models.Q(models.Q(("kind", "duplicate"), _negated=True), ("same_as", None)),
                    _connector="OR",
                ),
                name="duplicate_says_of_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsemark",
            constraint=models.CheckConstraint(
                condition=models.Q(("same_as", models.F("response")), _negated=True),
                name="answer_is_no_duplicate_of_itself",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
