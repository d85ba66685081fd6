import django.db.models.deletion
from django.db import migrations, models

import rus_portal.clock


class Migration(migrations.Migration):
    dependencies = [("strategy", "0005_writing")]

    operations = [
        migrations.CreateModel(
            name="StoredComparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.PositiveSmallIntegerField()),
                ("data", models.BinaryField()),
                ("changed", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=rus_portal.clock.now)),
                (
                    "newer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="strategy.version"
                    ),
                ),
                (
                    "older",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="strategy.version"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("older", "newer", "form"), name="versions_are_compared_once"),
                    models.CheckConstraint(
                        condition=models.Q(("older", models.F("newer")), _negated=True),
                        name="version_is_not_compared_with_itself",
                    ),
                ],
            },
        ),
    ]
