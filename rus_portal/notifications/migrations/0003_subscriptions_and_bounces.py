from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_letters_are_tried_again")]

    operations = []
