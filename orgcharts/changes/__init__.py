"""Every change of a chart: under its lock, validated, carried out, noted in the journal, and undone."""
