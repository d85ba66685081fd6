from django.db import migrations

# Versions that were sealed before there were two persons stay as they are: only sealing is guarded.
FORWARD = """
CREATE FUNCTION strategy_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.sealed THEN
        RETURN NEW;
    END IF;
    IF NEW.asked_by_id IS NULL OR NEW.frozen_by_id IS NULL OR NEW.asked_by_id = NEW.frozen_by_id THEN
        RAISE EXCEPTION 'a version is sealed by two persons' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION strategy_key_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a section keeps its key' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER version_is_sealed_by_two BEFORE INSERT OR UPDATE ON strategy_version
    FOR EACH ROW WHEN (NEW.sealed) EXECUTE FUNCTION strategy_two_persons();
CREATE TRIGGER section_keeps_its_key BEFORE UPDATE ON strategy_section
    FOR EACH ROW WHEN (NEW.key IS DISTINCT FROM OLD.key OR NEW.document_id IS DISTINCT FROM OLD.document_id)
    EXECUTE FUNCTION strategy_key_is_kept();
"""

BACKWARD = """
DROP TRIGGER section_keeps_its_key ON strategy_section;
DROP TRIGGER version_is_sealed_by_two ON strategy_version;
DROP FUNCTION strategy_key_is_kept();
DROP FUNCTION strategy_two_persons();
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0011_imports")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
