from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("history", "0003_message")]

    operations = [
        migrations.AlterField(
            "change",
            "kind",
            models.CharField(
                choices=[
                    ("chart", "Organization chart"),
                    ("job-description", "Job description"),
                    ("support-model", "Support model"),
                    ("site-text", "Text of the site"),
                    ("clause", "Clause"),
                    ("synonyms", "Synonyms of the search"),
                    ("account", "Staff account"),
                    ("link", "Link to another site"),
                ],
                max_length=20,
                verbose_name="about",
            ),
        ),
    ]
