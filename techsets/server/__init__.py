"""What ``make run`` needs: the setup lock, static files, database timeouts and the health check."""
