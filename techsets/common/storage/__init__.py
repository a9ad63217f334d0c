"""Stored files, on disk or in an object storage (S3), always whole or absent."""
