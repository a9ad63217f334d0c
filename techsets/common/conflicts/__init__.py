"""Optimistic locking of forms: detect stale revisions, merge three ways, and show conflicts."""
