import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock

CATEGORIES = [
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
]
ROUND_STATES = [
    ("planned", "Planned"),
    ("open", "Open"),
    ("paused", "Paused"),
    ("closed", "Closed"),
    ("processing", "Answers are being weighed"),
    ("compiled", "Compiled"),
    ("published", "Published"),
    ("finished", "Finished"),
    ("withdrawn", "Withdrawn"),
]
QUESTION_KINDS = [
    ("text", "Free text"),
    ("choice", "One of several alternatives"),
    ("stance", "A stance: for, for with comments, against, no comments"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0004_invitations_know_when_they_went_out"),
        ("strategy", "0004_history_is_not_emptied"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoverageNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(choices=CATEGORIES, max_length=20)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
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
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coverage_notes",
                        to="consultations.consultation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("consultation", "category"), name="empty_group_has_one_reason")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("last_day", models.DateField()),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="consultations.consultation",
                    ),
                ),
                ("sections", models.ManyToManyField(related_name="+", to="strategy.versionsection")),
            ],
            options={
                "ordering": ["last_day", "pk"],
                "constraints": [models.UniqueConstraint(fields=("consultation", "name"), name="part_is_named_once")],
            },
        ),
        migrations.AddField("consultation", "formats", models.TextField(blank=True)),
        migrations.AddField("consultation", "opens_by_itself", models.BooleanField(default=False)),
        migrations.AddField("consultation", "closing_day", models.DateField(blank=True, null=True)),
        migrations.AlterField(
            "consultation", "state", models.CharField(choices=ROUND_STATES, default="planned", max_length=12)
        ),
        migrations.AddConstraint(
            "consultation",
            models.CheckConstraint(
                condition=models.Q(("closing_day", None), ("closing_day__gte", models.F("last_day")), _connector="OR"),
                name="round_closes_after_its_last_day",
            ),
        ),
        migrations.AddField(
            "question", "kind", models.CharField(choices=QUESTION_KINDS, default="text", max_length=10)
        ),
        migrations.AddField("question", "choices", models.JSONField(blank=True, default=list)),
        migrations.AddField(
            "question",
            "section",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="strategy.versionsection",
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "choice"), models.Q(("choices", []), _negated=True)),
                    models.Q(models.Q(("kind", "choice"), _negated=True), ("choices", [])),
                    _connector="OR",
                ),
                name="only_a_choice_has_alternatives",
            ),
        ),
        migrations.AddField("answer", "part_deadline_then", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("sectioncomment", "part_deadline_then", models.DateTimeField(blank=True, null=True)),
    ]
