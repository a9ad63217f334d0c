"""What whole occupations are paid: federal figures (OEWS), from the bureau's workbooks to tables on pages."""
