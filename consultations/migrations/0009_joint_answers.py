import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import consultations.models.values
import rus_portal.clock
import rus_portal.exports.storage
import rus_portal.workflow

JOININGS = """
CREATE FUNCTION consultations_joining_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'asked' THEN
        RAISE EXCEPTION 'what a body has said never changes: UPDATE on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION consultations_joining_point_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM consultations_joining WHERE id = NEW.joining_id AND state <> 'asked') THEN
        RAISE EXCEPTION 'what a body has said never changes: INSERT on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER joining_never_changes BEFORE UPDATE ON consultations_joining FOR EACH ROW EXECUTE FUNCTION consultations_joining_guard();
CREATE TRIGGER joining_is_kept BEFORE DELETE ON consultations_joining FOR EACH ROW EXECUTE FUNCTION consultations_refuse();
CREATE TRIGGER joining_point_comes_with_it BEFORE INSERT ON consultations_joiningpoint FOR EACH ROW EXECUTE FUNCTION consultations_joining_point_guard();
""" + "".join(
    f"CREATE TRIGGER {name}_never_changes BEFORE UPDATE OR DELETE ON consultations_{name}"
    " FOR EACH ROW EXECUTE FUNCTION consultations_refuse();\n"
    for name in ("joiningpoint", "joiningevent", "confirmation", "confirmationfile")
)
BACKWARD = """
DROP FUNCTION consultations_joining_guard() CASCADE;
DROP FUNCTION consultations_joining_point_guard() CASCADE;
""" + "".join(
    f"DROP TRIGGER {name}_never_changes ON consultations_{name};\n"
    for name in ("joiningpoint", "joiningevent", "confirmation", "confirmationfile")
)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0008_remarks_on_words"),
        ("accounts", "0003_colleagues"),
        ("strategy", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="role",
            field=models.CharField(
                choices=[
                    ("attachment", "Attachment"),
                    ("extract", "Extract of the minutes"),
                    ("reservation", "Reservation or separate statement"),
                ],
                default="attachment",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="draftfile",
            name="role",
            field=models.CharField(
                choices=[
                    ("attachment", "Attachment"),
                    ("extract", "Extract of the minutes"),
                    ("reservation", "Reservation or separate statement"),
                ],
                default="attachment",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="expected_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="reservations",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="responselink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("supplements", "Supplements"),
                    ("replaces", "Replaces"),
                    ("withdraws", "Withdraws"),
                    ("seconds", "Seconds"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deciding_body", models.CharField(max_length=150)),
                ("decided_on", models.DateField()),
                ("item_number", models.CharField(blank=True, max_length=20)),
                ("reservations", models.TextField(blank=True)),
                ("confirmed_by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmation",
                        to="consultations.response",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConfirmationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to=rus_portal.exports.storage.attachment_path)),
                ("name", models.CharField(max_length=150)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "confirmation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extract",
                        to="consultations.confirmation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=consultations.models.values.new_key, editable=False, max_length=40, unique=True
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("asked_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, max_length=150)),
                ("text", models.TextField(blank=True)),
                ("number", models.CharField(blank=True, max_length=30, null=True, unique=True)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Named, has not confirmed"),
                            ("joined", "Has joined"),
                            ("differs", "Has joined, differs on some points"),
                            ("declined", "Says that it does not stand behind it"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="joinings", to="accounts.organisation"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="consultations.joining",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joinings",
                        to="consultations.response",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__sort_key", "pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="JoiningEvent",
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
                    "joining",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="consultations.joining"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="JoiningPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("supports_with_comments", "Supports, with comments"),
                            ("opposes", "Opposes"),
                            ("no_comments", "No comments"),
                            ("declines", "Declines to answer"),
                            ("not_stated", "Not stated"),
                        ],
                        default="not_stated",
                        max_length=25,
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                (
                    "joining",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="consultations.joining"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="strategy.versionsection"
                    ),
                ),
            ],
            options={
                "ordering": ["section__order"],
            },
        ),
        migrations.AddConstraint(
            model_name="joining",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)),
                fields=("response", "organisation"),
                name="body_is_asked_to_join_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="joining",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(("answered_at__isnull", False), ("number__isnull", False)),
                    _connector="OR",
                ),
                name="said_joining_has_a_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="joiningpoint",
            constraint=models.UniqueConstraint(fields=("joining", "section"), name="body_differs_on_a_section_once"),
        ),
        migrations.AddConstraint(
            model_name="joiningpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("comment", ""), _negated=True),
                    models.Q(("stance", "not_stated"), _negated=True),
                    _connector="OR",
                ),
                name="point_says_something",
            ),
        ),
        migrations.RunSQL(JOININGS, BACKWARD),
    ]
