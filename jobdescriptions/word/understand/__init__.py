"""Blocks to a job description: title, sections, facts and pay, and the faults that a click can fix."""
