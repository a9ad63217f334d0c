"""A chart as a table (CSV, Excel, OpenDocument): download, and import with a preview."""
