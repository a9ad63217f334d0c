"""Backup and restore of the whole site as one archive, for either kind of database (decision 16)."""
