"""Uploaded Word files, step by step: upload, preview, fixes, saved as a draft."""
