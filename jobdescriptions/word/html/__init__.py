"""The HTML subset of sections, read and written."""
