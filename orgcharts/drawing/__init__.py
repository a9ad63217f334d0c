"""Charts as pages show them, all from the same nested boxes."""
