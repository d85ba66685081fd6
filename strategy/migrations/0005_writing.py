from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("strategy", "0004_history_is_not_emptied")]

    operations = []
