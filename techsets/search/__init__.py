"""Search over everything that is public, with the same results on SQLite and PostgreSQL."""
