from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0013_compilation")]

    operations = []
