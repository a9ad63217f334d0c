from django.db import migrations, models


class Migration(migrations.Migration):
    """Renames the field. The column keeps its name, so that servers of the release before go on working."""

    dependencies = [("history", "0002_revisions_of_new_charts")]

    operations = [
        migrations.AlterField(
            "change",
            "said",
            models.TextField("what", db_column="said", help_text="What was done, in sentences."),
        ),
        migrations.RenameField("change", "said", "message"),
    ]
