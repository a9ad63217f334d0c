"""Everything that writes to a chart: under its lock, validated, noted in a journal, and able to be undone."""
