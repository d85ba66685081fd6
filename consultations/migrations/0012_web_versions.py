from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0011_word_forms")]

    operations = []
