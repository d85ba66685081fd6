from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0008_remarks_on_words")]

    operations = []
