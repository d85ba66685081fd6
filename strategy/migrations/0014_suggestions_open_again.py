from django.db import migrations, models


class Migration(migrations.Migration):
    """What was decided about a suggestion can be undone."""

    dependencies = [("strategy", "0013_which_file_is_the_present_one")]

    operations = [
        migrations.AlterField(
            "suggestionevent",
            "transition",
            models.CharField(
                choices=[
                    ("accept", "Accept"),
                    ("reject", "Reject"),
                    ("withdraw", "Take back"),
                    ("reopen", "Open again"),
                ],
                max_length=10,
            ),
        ),
    ]
