from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0012_web_versions")]

    operations = []
