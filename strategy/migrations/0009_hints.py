from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("strategy", "0008_suggestions_and_comments")]

    operations = []
