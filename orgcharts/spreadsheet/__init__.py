"""A chart as a table: read, matched, validated, planned, previewed and written."""
