"""Entries of positions lose the term of their index number, which the tree tells since."""

from django.db import migrations


def take_numbers_away(apps, schema_editor):
    SearchEntry = apps.get_model("search", "SearchEntry")
    changed = []
    for entry in SearchEntry.objects.filter(kind="position").only("title_terms").iterator():
        terms, _, last = entry.title_terms.rpartition(" ")
        if last.startswith("zq1"):
            entry.title_terms = terms
            changed.append(entry)
    SearchEntry.objects.bulk_update(changed, ["title_terms"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(take_numbers_away, migrations.RunPython.noop)]
