"""Blocks to the small, closed subset of HTML in which sections are stored, and back."""
