from django.db import migrations

# What is there already waits for the worker's next tick.
FORWARD = """
INSERT INTO portal_site_searchchange (source, source_id)
SELECT 'answer', source_id FROM portal_site_searchentry WHERE source = 'answer';
"""


class Migration(migrations.Migration):
    """A published answer is found by the number of its receipt too."""

    dependencies = [("portal_site", "0005_search_beside_the_text")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
