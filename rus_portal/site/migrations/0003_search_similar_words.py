from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Lets the search find words that are spelt almost so."""

    dependencies = [("portal_site", "0002_accessibility_statement")]

    operations = [TrigramExtension()]
