from django.db import migrations

TABLES = {"version_event": "strategy_versionevent", "revision": "strategy_sectionrevision"}
FORWARD = "".join(
    f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION strategy_refuse_truncate();\n"
    for name, table in TABLES.items()
)
BACKWARD = "".join(f"DROP TRIGGER {name}_is_not_emptied ON {table};\n" for name, table in TABLES.items())


class Migration(migrations.Migration):
    dependencies = [("strategy", "0003_frozen_links")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
