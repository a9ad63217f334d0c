"""Job descriptions in the admin: editing, importing, publishing and comparing them, a module for each."""

from jobdescriptions.admin import clauses, job_descriptions  # noqa: F401 (importing them registers their admin)
