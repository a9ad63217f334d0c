"""The admin's frame: its site, its labels and its dashboard."""
