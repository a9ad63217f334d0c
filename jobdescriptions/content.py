"""The one bridge between job descriptions in the database and the plain values of ``word``. Nothing is saved here."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models

from jobdescriptions.models import JobDescription
from jobdescriptions.word.document import Document
from jobdescriptions.word.document import SalaryRange as SalaryValue
from jobdescriptions.word.document import Section as SectionValue
from jobdescriptions.word.html.subset import from_html, to_html, to_text
from jobdescriptions.word.understand.headings import SALARY, name_of

T = TypeVar("T", bound=models.Model)

#: The fields that a job description and a document have in common, by the same name.
SHARED_FIELDS = ("title", "employment_class", "reports_to", "flsa", "work_year", "soc_code", "soc_title")


def to_document(job: JobDescription) -> Document:
    """Return the job description as the plain value from which its Word file is written."""
    sections = tuple(
        SectionValue(section.kind, section.heading, from_html(section.body)) for section in job.sections.all()
    )
    salaries = tuple(salary.as_value() for salary in job.salaries.all())
    if salaries and not any(section.kind == SALARY for section in sections):
        # Figures stand in a section of their own; the draft of somebody who forgot it shall not break anything.
        sections = (*sections, SectionValue(SALARY, name_of(SALARY)))
    return Document(
        **{name: getattr(job, name) for name in SHARED_FIELDS},
        also_called=tuple(job.other_titles),
        sections=sections,
        salaries=salaries,
    )


def to_content(document: Document) -> dict[str, Any]:
    """Return ``document`` as JSON values: what a publication keeps and the reference content compares.

    The shared fields are strings, ``also_called`` is a list; ``sections`` is a list of kind, heading and body (HTML
    subset); ``salaries`` is a list with the fields of ``SalaryRange``, figures as strings.
    """
    content: dict[str, Any] = {name: getattr(document, name) for name in SHARED_FIELDS}
    content["also_called"] = list(document.also_called)
    content["sections"] = [
        {"kind": section.kind, "heading": section.heading, "body": to_html(section.blocks)}
        for section in document.sections
    ]
    content["salaries"] = [
        # Always two decimals, as the database gives them back, so that equal figures are equal strings.
        {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in asdict(salary).items()}
        for salary in document.salaries
    ]
    return content


def digest_of(document: Document) -> str:
    """Return the SHA-256 of everything in ``document``, in hex: equal for equal documents alone."""
    return hashlib.sha256(json.dumps(to_content(document), sort_keys=True).encode()).hexdigest()


def from_content(content: dict[str, Any]) -> Document:
    """Return the document that ``to_content`` was given."""
    return Document(
        **{name: content[name] for name in SHARED_FIELDS},
        also_called=tuple(content["also_called"]),
        sections=tuple(
            SectionValue(section["kind"], section["heading"], from_html(section["body"]))
            for section in content["sections"]
        ),
        salaries=tuple(salary_from_content(salary) for salary in content["salaries"]),
    )


def salary_from_content(values: dict[str, Any]) -> SalaryValue:
    """Return one salary range of ``to_content`` as a plain value."""
    figures = {name: Decimal(values[name]) for name in ("low", "high")}
    median = None if values["median"] is None else Decimal(values["median"])
    return SalaryValue(**{**values, **figures, "median": median})


def summary(document: Document) -> str:
    """Return the definition as plain text in one line, or nothing where there is none."""
    for section in document.sections:
        if section.kind == "definition":
            return " ".join(to_text(section.blocks).split())
    return ""
