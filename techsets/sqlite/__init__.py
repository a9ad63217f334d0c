"""Django's backend for SQLite, which notices when another file has taken the place of its own (decision 17)."""
