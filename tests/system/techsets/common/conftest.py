"""Fixtures for tests of files in an object storage."""

from tests.buckets import answering, bucket, endpoint, silent, site, storage  # noqa: F401
