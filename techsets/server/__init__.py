"""What running the site takes: static files, one set-up at a time, time limits, health check."""
