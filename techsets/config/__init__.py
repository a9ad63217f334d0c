"""Settings read from environment variables, each checked at start."""
