from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0010_files_are_held")]

    operations = []
