import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import timeline.models


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0001_first"),
        ("timeline", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="newsitem",
            options={"ordering": ["-published_at", "-pk"]},
        ),
        migrations.AddField(
            model_name="milestone",
            name="changed_at",
            field=models.DateTimeField(default=rus_portal.clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="milestone",
            name="consultation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones",
                to="consultations.consultation",
                verbose_name="consultation",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="outcome_note",
            field=models.TextField(blank=True, verbose_name="note on the outcome"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="newsitem",
            name="lead",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="newsitem",
            name="source",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="actual",
            field=models.CharField(
                blank=True, max_length=30, validators=[timeline.models.validate_period], verbose_name="actual"
            ),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="actual_known_from",
            field=models.DateField(blank=True, null=True, verbose_name="the outcome is known from"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="actual_label",
            field=models.CharField(blank=True, max_length=60, verbose_name="actual, in words"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="address",
            field=models.CharField(blank=True, max_length=200, verbose_name="link"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="body",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones",
                to="timeline.body",
                verbose_name="who decides",
            ),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="order",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="planned",
            field=models.CharField(
                blank=True, max_length=30, validators=[timeline.models.validate_period], verbose_name="planned"
            ),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="planned_label",
            field=models.CharField(blank=True, max_length=60, verbose_name="planned, in words"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="sort_end",
            field=models.DateField(verbose_name="latest day"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="sort_start",
            field=models.DateField(verbose_name="earliest day"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="source",
            field=models.CharField(blank=True, max_length=200, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="text",
            field=models.TextField(blank=True, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="visible_from",
            field=models.DateField(blank=True, null=True, verbose_name="shown from"),
        ),
        migrations.CreateModel(
            name="MilestoneChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("before", models.JSONField(default=dict)),
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
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="timeline.milestone"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
    ]
