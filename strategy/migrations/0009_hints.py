import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0008_suggestions_and_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="contrast",
            field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name="DismissedHint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.CharField(max_length=38)),
                ("kind", models.CharField(max_length=30)),
                ("fingerprint", models.CharField(max_length=32)),
                ("reason", models.TextField()),
                ("dismissed_at", models.DateTimeField(default=rus_portal.clock.now)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dismissed_hints",
                        to="strategy.document",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-dismissed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("document", "at", "kind", "fingerprint"),
                        name="hint_is_dismissed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="hint_is_dismissed_with_a_reason"
                    ),
                ],
            },
        ),
    ]
