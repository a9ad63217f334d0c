"""Check a Word file for accessibility. No Django, no python-docx, no Word."""

from __future__ import annotations

from jobdescriptions.word.accessibility.checker import check
from jobdescriptions.word.accessibility.findings import Finding, summary
from jobdescriptions.word.package.refusal import Refused

__all__ = ["Finding", "Refused", "check", "summary"]
