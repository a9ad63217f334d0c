"""Support models and their organization charts: the tree of positions, its changes, pages, tables and admin."""
