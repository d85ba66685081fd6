import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.notifications.models.subscriptions

# Letters that were written before they knew their round, by what they are about.
ROUNDS = """
UPDATE notifications_letter letter SET belongs_to = 'round:' || found.consultation_id FROM (
    SELECT 'invitation:' || id AS about, consultation_id FROM consultations_invitation
    UNION ALL SELECT 'response:' || id, consultation_id FROM consultations_response
    UNION ALL SELECT 'extension:' || one.id, invitation.consultation_id FROM consultations_extension one
        JOIN consultations_invitation invitation ON invitation.id = one.invitation_id
) found WHERE letter.about = found.about AND letter.belongs_to = ''
"""


def _note_the_round(apps, schema_editor):
    # The app of the rounds may come after this one, on a new database.
    if "consultations_extension" in schema_editor.connection.introspection.table_names():
        schema_editor.execute(ROUNDS)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_letters_are_tried_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40, unique=True)),
                ("belongs_to", models.CharField(blank=True, max_length=40)),
                ("told_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("recipients", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PausedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("paused_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-paused_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=250, unique=True)),
                ("read_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("hard", "Does not arrive"),
                            ("soft", "Has not arrived yet"),
                            ("automatic", "Automatic reply"),
                            ("other", "Something else"),
                            ("unreadable", "Cannot be read"),
                        ],
                        max_length=10,
                    ),
                ),
                ("status", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["-read_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("topic", models.CharField(max_length=40)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("new", "Only when something new is sent out"),
                            ("all", "Every time something happens"),
                        ],
                        default="new",
                        max_length=5,
                    ),
                ),
                ("language", models.CharField(default="sv", max_length=5)),
                (
                    "key",
                    models.CharField(
                        default=rus_portal.notifications.models.subscriptions.new_key,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_is_owed_once",
        ),
        migrations.AddField(
            model_name="letter",
            name="belongs_to",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="letter",
            name="bounced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="one_click",
            field=models.URLField(blank=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="ordinal",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["belongs_to", "-created_at"], name="letters_by_what_they_belong_to"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["recipient"], name="letters_by_recipient"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("recipient", "kind", "about", "deadline", "ordinal"),
                name="letter_is_owed_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(fields=["belongs_to"], name="announcements_of_a_thing"),
        ),
        migrations.AddField(
            model_name="pausedaddress",
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
            model_name="returnedmail",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="returned",
                to="notifications.letter",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["topic"], name="subscriptions_by_topic"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("email", "topic"), name="topic_is_subscribed_to_once"),
        ),
        migrations.AddConstraint(
            model_name="pausedaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("address",), name="address_is_paused_once"
            ),
        ),
        migrations.RunPython(_note_the_round, migrations.RunPython.noop, elidable=True),
    ]
