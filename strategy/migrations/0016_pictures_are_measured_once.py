from django.db import migrations, models

# A picture stays as it was taken in; only how dark its words are is noted, once, where nobody had measured it yet.
FORWARD = """
DROP TRIGGER image_is_kept ON strategy_image;
CREATE TRIGGER image_is_kept BEFORE DELETE ON strategy_image FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
CREATE TRIGGER image_stays BEFORE UPDATE ON strategy_image FOR EACH ROW
    WHEN (OLD.is_measured OR (to_jsonb(OLD) - 'contrast' - 'is_measured')
                             IS DISTINCT FROM (to_jsonb(NEW) - 'contrast' - 'is_measured'))
    EXECUTE FUNCTION strategy_refuse();
"""
BACKWARD = """
DROP TRIGGER image_stays ON strategy_image;
DROP TRIGGER image_is_kept ON strategy_image;
CREATE TRIGGER image_is_kept BEFORE UPDATE OR DELETE ON strategy_image
    FOR EACH ROW EXECUTE FUNCTION strategy_refuse();
"""


class Migration(migrations.Migration):
    """Pictures from before there was a contrast wait for the worker, who measures them."""

    dependencies = [("strategy", "0015_comments_from_word")]

    operations = [
        # What stands there already has not been measured; what comes in is.
        migrations.AddField("image", "is_measured", models.BooleanField(default=False)),
        migrations.AlterField("image", "is_measured", models.BooleanField(default=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
