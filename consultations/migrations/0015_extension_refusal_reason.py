from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0014_parts_move")]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="decision_reason",
            field=models.TextField(blank=True, default=""),
        ),
    ]
