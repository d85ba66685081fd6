from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("strategy", "0010_beside_the_text")]

    operations = []
