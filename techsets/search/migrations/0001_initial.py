"""The table of search entries, and over it the full-text index of the database at hand."""

from django.db import NotSupportedError, migrations, models

SQLITE = [
    # The terms come normalised, in ASCII: the plainest tokenizer is right. The text itself stays in the entries.
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        title_terms, body_terms, content='search_searchentry', content_rowid='id', tokenize='ascii'
    )
    """,
    """
    CREATE TRIGGER search_entry_added AFTER INSERT ON search_searchentry BEGIN
        INSERT INTO search_fts(rowid, title_terms, body_terms) VALUES (new.id, new.title_terms, new.body_terms);
    END
    """,
    """
    CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_searchentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, title_terms, body_terms)
        VALUES ('delete', old.id, old.title_terms, old.body_terms);
    END
    """,
    # Most entries of a chart are written again unchanged when one of its positions changes.
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_searchentry
    WHEN old.id <> new.id OR old.title_terms <> new.title_terms OR old.body_terms <> new.body_terms BEGIN
        INSERT INTO search_fts(search_fts, rowid, title_terms, body_terms)
        VALUES ('delete', old.id, old.title_terms, old.body_terms);
        INSERT INTO search_fts(rowid, title_terms, body_terms) VALUES (new.id, new.title_terms, new.body_terms);
    END
    """,
    # Entries that were there before this index, if any.
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_deleted",
    "DROP TRIGGER search_entry_added",
    "DROP TABLE search_fts",
]

POSTGRESQL = [
    """
    ALTER TABLE search_searchentry ADD COLUMN document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_terms), 'A') || setweight(to_tsvector('simple', body_terms), 'D')
    ) STORED
    """,
    # Without a list of pending changes, which every search would have to read from end to end.
    "CREATE INDEX search_entry_document ON search_searchentry USING gin (document) WITH (fastupdate = off)",
    # A GIN index knows no weights: titles have one of their own.
    """
    CREATE INDEX search_entry_title ON search_searchentry
    USING gin (to_tsvector('simple', title_terms)) WITH (fastupdate = off)
    """,
]
POSTGRESQL_BACK = [
    "DROP INDEX search_entry_title",
    "DROP INDEX search_entry_document",
    "ALTER TABLE search_searchentry DROP COLUMN document",
]


def _run(statements):
    def run(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        if vendor not in statements:
            raise NotSupportedError(f"The search works on SQLite and PostgreSQL, not on {vendor}. Use one of the two.")
        for statement in statements[vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("job-description", "Job description"),
                            ("position", "Position"),
                            ("support-model", "Support model"),
                            ("page", "Page"),
                        ],
                        max_length=20,
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField()),
                ("title", models.CharField(max_length=300)),
                (
                    "title_key",
                    models.CharField(
                        help_text="The terms of the title alone, as a query for it would have them.", max_length=200
                    ),
                ),
                (
                    "title_terms",
                    models.TextField(
                        help_text="What counts as a hit in the title: the title, other titles, the index number."
                    ),
                ),
                ("body", models.TextField()),
                ("body_terms", models.TextField()),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    models.Index(fields=["id", "kind", "title_key", "title"], name="search_entry_small")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="one_search_entry_for_each_object")
                ],
            },
        ),
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        ),
    ]
