import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("consultations", "0013_compilation")]

    operations = [
        migrations.AddField(
            "consultationevent",
            "part",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="consultations.roundpart",
            ),
        ),
        migrations.AddConstraint(
            "consultationevent",
            models.CheckConstraint(
                condition=Q(("last_day_before__isnull", False), ("part__isnull", False), ("transition", "move_part"))
                | Q(Q(("transition", "move_part"), _negated=True), ("part", None)),
                name="moved_part_is_named",
            ),
        ),
    ]
