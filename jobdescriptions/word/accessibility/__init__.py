"""Check a Word file for accessibility. No Django, no python-docx, no Word."""

from __future__ import annotations

from jobdescriptions.word.accessibility.checker import check
from jobdescriptions.word.accessibility.findings import Finding, summarize
from jobdescriptions.word.package.refusal import FileRefused

__all__ = ["FileRefused", "Finding", "check", "summarize"]
