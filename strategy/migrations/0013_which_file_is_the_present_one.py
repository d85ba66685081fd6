from django.db import migrations

# What a made file of a frozen version holds: its text, which never changes, and its corrections, which can only be
# added and withdrawn. So their numbers say which file is the present one. Asked for by strategy/files.py.
FORWARD = """
CREATE FUNCTION strategy_file_fingerprint(bigint, text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) = 0 THEN $2
                ELSE left($2, 40) || '-' || count(*) || '-' || count(e.withdrawn_at) END
      FROM strategy_erratum e
     WHERE e.version_id = $1
$$;
"""
BACKWARD = "DROP FUNCTION strategy_file_fingerprint(bigint, text);"


class Migration(migrations.Migration):
    dependencies = [("strategy", "0012_two_persons_and_one_key")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
