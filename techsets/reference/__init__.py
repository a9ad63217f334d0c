"""Loading the reference content of ``fixtures/`` and merging it with the edits of staff."""
