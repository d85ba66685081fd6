from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultations", "0004_invitations_know_when_they_went_out")]

    operations = []
