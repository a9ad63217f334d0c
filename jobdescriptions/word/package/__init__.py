"""A Word file as a package of parts, opened under limits."""
