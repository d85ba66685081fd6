from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultations", "0015_extension_refusal_reason")]

    operations = [
        migrations.AlterField(
            model_name="redaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("personal_number", "Personal identity number"),
                    ("like_number", "Looks like a personal identity number"),
                    ("email", "E-mail address"),
                    ("phone", "Phone number"),
                    ("address", "Postal address"),
                    ("name", "The sender's name"),
                    ("other", "Other personal matter"),
                ],
                max_length=15,
            ),
        ),
    ]
