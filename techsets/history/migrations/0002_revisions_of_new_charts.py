"""Charts that were made or copied had a revision of one less than their history says, until they were changed."""

from django.db import migrations


def raise_revisions(apps, schema_editor):
    OrgChart = apps.get_model("orgcharts", "OrgChart")
    Change = apps.get_model("history", "Change")
    made = Change.objects.filter(kind="chart", revision=1).order_by().values("object_id")
    OrgChart.objects.filter(revision=0, pk__in=made).update(revision=1)


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0001_initial"),
        ("orgcharts", "0002_staff_editing"),
    ]

    operations = [migrations.RunPython(raise_revisions, migrations.RunPython.noop)]
