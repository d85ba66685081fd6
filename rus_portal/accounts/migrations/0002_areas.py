from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="area",
            field=models.CharField(blank=True, db_index=True, max_length=80, verbose_name="area"),
        ),
    ]
