"""Documents out, Word files in named styles with nothing faked."""
