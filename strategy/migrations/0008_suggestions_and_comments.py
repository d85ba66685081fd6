from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("strategy", "0007_freezing_in_two")]

    operations = []
