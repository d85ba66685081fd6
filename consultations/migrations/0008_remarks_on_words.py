from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0007_writing_together")]

    operations = [
        migrations.AddField(
            "sectioncomment", "before", models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
