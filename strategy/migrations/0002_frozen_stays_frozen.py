from django.db import migrations

# The application's own user meets the same refusal as everyone else. Only emptying the whole table is open to a session
# that has said `portal.may_truncate`: the tests between two tests, and the demo when it replays its story.
FORWARD = """
CREATE FUNCTION strategy_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'frozen text is frozen: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION strategy_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('portal.may_truncate', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'frozen text is frozen: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION strategy_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sealed AND (to_jsonb(NEW) - 'state' - 'rendered') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'rendered') THEN
        RAISE EXCEPTION 'frozen text is frozen: UPDATE on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION strategy_section_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sealed FROM strategy_version WHERE id = NEW.version_id) THEN
        RAISE EXCEPTION 'frozen text is frozen: INSERT on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER version_is_frozen BEFORE UPDATE ON strategy_version FOR EACH ROW EXECUTE FUNCTION strategy_version_guard();
CREATE TRIGGER version_is_kept BEFORE DELETE ON strategy_version FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
CREATE TRIGGER version_is_not_emptied BEFORE TRUNCATE ON strategy_version EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER section_is_sealed BEFORE INSERT ON strategy_versionsection FOR EACH ROW EXECUTE FUNCTION strategy_section_guard();
CREATE TRIGGER section_is_frozen BEFORE UPDATE OR DELETE ON strategy_versionsection FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
CREATE TRIGGER section_is_not_emptied BEFORE TRUNCATE ON strategy_versionsection EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER version_event_is_kept BEFORE UPDATE OR DELETE ON strategy_versionevent FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
CREATE TRIGGER revision_is_kept BEFORE UPDATE OR DELETE ON strategy_sectionrevision FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
"""

BACKWARD = """
DROP TRIGGER version_is_frozen ON strategy_version;
DROP TRIGGER version_is_kept ON strategy_version;
DROP TRIGGER version_is_not_emptied ON strategy_version;
DROP TRIGGER section_is_sealed ON strategy_versionsection;
DROP TRIGGER section_is_frozen ON strategy_versionsection;
DROP TRIGGER section_is_not_emptied ON strategy_versionsection;
DROP TRIGGER version_event_is_kept ON strategy_versionevent;
DROP TRIGGER revision_is_kept ON strategy_sectionrevision;
DROP FUNCTION strategy_section_guard();
DROP FUNCTION strategy_version_guard();
DROP FUNCTION strategy_refuse_truncate();
DROP FUNCTION strategy_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_first")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
