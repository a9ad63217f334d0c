"""Staff accounts: groups and permissions, signing in, the second factor, sessions, and limits on guessing."""
