"""Files that are either whole or not there, on disk or in an object storage."""
