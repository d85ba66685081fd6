import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rus_portal.clock
import rus_portal.workflow


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0007_freezing_in_two"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sectionrevision",
            name="suggested_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="CommentThread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.CharField(blank=True, max_length=8)),
                ("passage", models.TextField(blank=True)),
                ("is_placed", models.BooleanField(default=True)),
                ("quoted", models.TextField(blank=True)),
                ("words", models.TextField(blank=True)),
                ("before", models.CharField(blank=True, max_length=120)),
                ("after", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("resolved", "Resolved")], default="open", max_length=10
                    ),
                ),
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
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="strategy.section"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="CommentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transition",
                    models.CharField(choices=[("resolve", "Resolve"), ("reopen", "Open again")], max_length=10),
                ),
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
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="strategy.commentthread"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
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
                ("mentioned", models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="strategy.commentthread",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.CharField(blank=True, max_length=8)),
                ("passage", models.TextField(blank=True)),
                ("is_placed", models.BooleanField(default=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("insert", "Insert"), ("delete", "Delete"), ("replace", "Replace")], max_length=10
                    ),
                ),
                ("was", models.TextField(blank=True)),
                ("wants", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=rus_portal.clock.now)),
                ("revision", models.PositiveIntegerField(null=True)),
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
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="strategy.section"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
            bases=(rus_portal.workflow.Advancing, models.Model),
        ),
        migrations.CreateModel(
            name="SuggestionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transition",
                    models.CharField(
                        choices=[("accept", "Accept"), ("reject", "Reject"), ("withdraw", "Take back")], max_length=10
                    ),
                ),
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
                    "suggestion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="strategy.suggestion"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="commentthread",
            index=models.Index(condition=models.Q(("state", "open")), fields=["section"], name="threads_that_are_open"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_on_words_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["section"], name="suggestions_that_are_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "accepted"), _negated=True), ("revision__isnull", False), _connector="OR"
                ),
                name="accepted_suggestion_has_a_revision",
            ),
        ),
    ]
