from django.db import migrations

# The arrival event is written last and seals the answer: after it no part can be added.
FORWARD = (
    """
CREATE SEQUENCE consultations_receipt_number;

CREATE FUNCTION consultations_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sent answer never changes: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION consultations_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('portal.may_truncate', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'a sent answer never changes: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION consultations_response_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state') THEN
        RAISE EXCEPTION 'a sent answer never changes: UPDATE on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION consultations_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM consultations_responseevent WHERE response_id = NEW.response_id) THEN
        RAISE EXCEPTION 'a sent answer never changes: INSERT on %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER response_is_kept BEFORE DELETE ON consultations_response FOR EACH ROW EXECUTE FUNCTION consultations_refuse();
CREATE TRIGGER response_never_changes BEFORE UPDATE ON consultations_response FOR EACH ROW EXECUTE FUNCTION consultations_response_guard();
CREATE TRIGGER response_is_not_emptied BEFORE TRUNCATE ON consultations_response EXECUTE FUNCTION consultations_refuse_truncate();
"""
    + "".join(
        f"""
CREATE TRIGGER {name}_never_changes BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION consultations_refuse();
CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION consultations_refuse_truncate();
CREATE TRIGGER {name}_comes_with_the_answer BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION consultations_part_guard();
"""
        for name, table in {
            "answer": "consultations_answer",
            "comment": "consultations_sectioncomment",
            "attachment": "consultations_attachment",
            "joint": "consultations_response_joint_with",
        }.items()
    )
    + """
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON consultations_responseevent FOR EACH ROW EXECUTE FUNCTION consultations_refuse();
CREATE TRIGGER round_event_never_changes BEFORE UPDATE OR DELETE ON consultations_consultationevent FOR EACH ROW EXECUTE FUNCTION consultations_refuse();
"""
)

BACKWARD = """
DROP FUNCTION consultations_part_guard() CASCADE;
DROP FUNCTION consultations_response_guard() CASCADE;
DROP FUNCTION consultations_refuse_truncate() CASCADE;
DROP FUNCTION consultations_refuse() CASCADE;
DROP SEQUENCE consultations_receipt_number;
"""


class Migration(migrations.Migration):
    dependencies = [("consultations", "0001_first")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
