from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal_site", "0003_search_similar_words")]

    operations = []
