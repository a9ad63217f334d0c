"""Settings from the environment, each checked at start."""
