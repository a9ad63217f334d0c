"""Publications tell their FLSA status and occupation to the list of job descriptions, which filters by them."""

from django.db import migrations, models

from jobdescriptions.word.coercers import parse_flsa_group


def fill(apps, schema_editor):
    publications = apps.get_model("jobdescriptions", "Publication").objects.only("content")
    for publication in publications.iterator(chunk_size=100):
        content = publication.content
        publications.filter(pk=publication.pk).update(
            flsa_group=parse_flsa_group(content.get("flsa", "")),
            soc_code=content.get("soc_code", ""),
            soc_title=content.get("soc_title", ""),
        )


class Migration(migrations.Migration):
    dependencies = [("jobdescriptions", "0008_clauses")]

    operations = [
        migrations.AddField(
            "publication",
            "flsa_group",
            models.CharField(
                blank=True,
                choices=[("exempt", "Exempt"), ("non-exempt", "Non-exempt"), ("either", "The duties decide")],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            "publication", "soc_code", models.CharField(blank=True, db_default="", default="", max_length=7)
        ),
        migrations.AddField(
            "publication", "soc_title", models.CharField(blank=True, db_default="", default="", max_length=150)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
