from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0016_pictures_are_measured_once")]

    operations = [
        migrations.AddField("heldtext", "taken", models.CharField(blank=True, max_length=5)),
        migrations.AddField("heldtext", "saved_text", models.TextField(blank=True)),
    ]
