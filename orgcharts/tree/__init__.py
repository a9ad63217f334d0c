"""Plain values and arithmetic of trees: index numbers, moves of branches, nesting. No Django, no database."""
