from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0007_writing_together")]

    operations = []
