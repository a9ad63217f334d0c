"""The tree of a chart in memory: index numbers, moves, nesting. No Django in here."""
