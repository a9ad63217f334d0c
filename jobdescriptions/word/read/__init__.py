"""Word files in, blocks out."""
