from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0002_frozen_stays_frozen")]
    operations = [
        migrations.AddField("versionsection", "builds_on", models.JSONField(default=list)),
        migrations.AddField("versionsection", "evidence", models.JSONField(default=list)),
    ]
