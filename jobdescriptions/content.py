"""Conversion between job descriptions, plain values of ``word`` and JSON content. Nothing is saved here."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeVar

from django.db import models

from jobdescriptions.clauses.library import Library, get_library
from jobdescriptions.facts import COLUMNS, FACTS, Fact
from jobdescriptions.models import JobDescription
from jobdescriptions.salary_content import salaries_from_content, salaries_to_content
from jobdescriptions.word.document import Document
from jobdescriptions.word.document import Section as SectionValue
from jobdescriptions.word.fact_values import collect_facts, format_fact, is_shown
from jobdescriptions.word.html.subset import from_html, to_html, to_text
from jobdescriptions.word.understand.headings import SALARY, kind_name

T = TypeVar("T", bound=models.Model)


def to_document(job: JobDescription, library: Library | None = None) -> Document:
    """Return the job description as a plain value, with its clauses as ``library`` words them (see ``get_library``)."""
    library = library or get_library(job)
    sections = tuple(
        SectionValue(section.kind, section.heading, from_html(library.update(section.body)))
        for section in job.sections.all()
    )
    salaries = tuple(salary.as_value() for salary in job.salaries.all())
    if salaries and not any(section.kind == SALARY for section in sections):
        # Salary figures need a section; a draft may lack it.
        sections = (*sections, SectionValue(SALARY, kind_name(SALARY)))
    return Document(job.title, sections=sections, salaries=salaries, **_facts_of(job))


def _facts_of(job: JobDescription) -> dict[str, Any]:
    """Return the facts by column; the database stores lists with one entry per line."""
    values = collect_facts(job)
    for name, column in COLUMNS.items():
        if column.is_list:
            values[name] = tuple(line for line in map(str.strip, values[name].splitlines()) if line)
    return values


def facts_as_fields(document: Document) -> dict[str, str]:
    """Return the facts of ``document`` as fields of a job description."""
    values = collect_facts(document)
    return {name: "\n".join(value) if COLUMNS[name].is_list else value for name, value in values.items()}


def facts_as_json(source: Document | JobDescription) -> dict[str, Any]:
    """Return the facts of ``to_content``: all with a value, and those that are ``always_stored``."""
    values = collect_facts(source) if isinstance(source, Document) else _facts_of(source)
    return {
        name: list(value) if COLUMNS[name].is_list else value
        for name, value in values.items()
        if value or COLUMNS[name].always_stored
    }


def list_facts(content: dict[str, Any]) -> list[tuple[Fact, str]]:
    """Return the facts that pages show, each with its text, in the order of the table."""
    return [(fact, format_fact(fact, content)) for fact in FACTS if is_shown(fact, content)]


def to_content(document: Document) -> dict[str, Any]:
    """Return ``document`` as the JSON values of publications, history and reference content.

    The title and the columns of facts are strings, or lists of strings; ``sections`` is a list of kind, heading and
    body (HTML subset); ``salaries`` and ``salary_sources`` are described at ``salaries_to_content``.
    """
    content: dict[str, Any] = {"title": document.title, **facts_as_json(document)}
    content["sections"] = [
        {"kind": section.kind, "heading": section.heading, "body": to_html(section.blocks)}
        for section in document.sections
    ]
    return content | salaries_to_content(document.salaries)


def compute_digest(document: Document) -> str:
    """Return the SHA-256 of the content of ``document``, in hex."""
    return hashlib.sha256(json.dumps(to_content(document), sort_keys=True).encode()).hexdigest()


def from_content(content: dict[str, Any]) -> Document:
    """Return the document of a content; the inverse of ``to_content``."""
    facts = {
        name: content[name] if column.always_stored else content.get(name, column.empty)
        for name, column in COLUMNS.items()
    }
    return Document(
        content["title"],
        **{name: tuple(value) if COLUMNS[name].is_list else value for name, value in facts.items()},
        sections=tuple(
            SectionValue(section["kind"], section["heading"], from_html(section["body"]))
            for section in content["sections"]
        ),
        salaries=salaries_from_content(content),
    )


def extract_summary(document: Document) -> str:
    """Return the definition as one line of plain text, or an empty string."""
    for section in document.sections:
        if section.kind == "definition":
            return " ".join(to_text(section.blocks).split())
    return ""
