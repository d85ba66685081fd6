from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("minute", models.DateTimeField(primary_key=True, serialize=False)),
                ("answered", models.BooleanField()),
                ("fault", models.CharField(blank=True, max_length=200)),
            ],
            options={"ordering": ["minute"]},
        ),
    ]
