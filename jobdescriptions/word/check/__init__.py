"""Checks a Word file for what hampers readers with disabilities. No Django, no python-docx, no Word."""

from __future__ import annotations

from ..refusal import Refused
from .checker import check
from .findings import Finding, summary

__all__ = ["Finding", "Refused", "check", "summary"]
