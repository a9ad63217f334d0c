"""Logs with request ids, metrics, readiness and error reports."""
