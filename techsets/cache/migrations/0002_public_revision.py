from django.db import migrations


class Migration(migrations.Migration):
    """Renames the model. The table keeps its name, so that servers of the release before go on working."""

    dependencies = [("pagecache", "0001_initial")]

    operations = [
        migrations.AlterModelTable("publicedit", "pagecache_publicedit"),
        migrations.RenameModel("PublicEdit", "PublicRevision"),
    ]
