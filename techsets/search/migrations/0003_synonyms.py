from django.db import migrations, models

import techsets.common.sources


class Migration(migrations.Migration):
    dependencies = [("search", "0002_numbers_from_the_tree")]

    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.TextField(
                        help_text="One word or short expression to a line, as people type it. Case does not matter.",
                        max_length=2_000,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same", "The same: each of the words finds what the others find"),
                            (
                                "leads-to",
                                "Leads to: the words also find what stands under “leads to”, not the other way round",
                            ),
                            ("misspelling", "Misspelling: what stands under “leads to” is looked for instead"),
                        ],
                        default="same",
                        max_length=20,
                    ),
                ),
                (
                    "leads_to",
                    models.TextField(
                        blank=True,
                        help_text="One to a line, the nearest first, in words that titles or texts of this site have. "
                        "Empty for words that mean the same.",
                        max_length=2_000,
                    ),
                ),
                (
                    "sources",
                    techsets.common.sources.SourcesField(blank=True, help_text=techsets.common.sources.HELP_TEXT),
                ),
                ("remark", models.TextField(blank=True, max_length=2_000, verbose_name="remark for staff")),
                (
                    "revision",
                    models.PositiveIntegerField(default=0, editable=False, help_text="Grows with every change."),
                ),
            ],
            options={
                "verbose_name": "group of synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["words", "pk"],
            },
        ),
    ]
