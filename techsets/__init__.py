"""The project around both apps: settings, web, admin frame, accounts, history, search, backup and server."""
