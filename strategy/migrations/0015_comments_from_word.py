from django.db import migrations, models


class Migration(migrations.Migration):
    """Comments come along from Word documents, under the names that stand there."""

    dependencies = [("strategy", "0014_suggestions_open_again")]

    operations = [migrations.AddField("comment", "author", models.CharField(blank=True, max_length=200))]
