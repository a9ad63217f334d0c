"""The searchable content of each object: title and text, as the public sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jobdescriptions.facts import AS_TITLE, FACTS, LIST, NOT_SEARCHED, Fact
from jobdescriptions.models import Publication
from jobdescriptions.word.fact_values import format_fact
from jobdescriptions.word.html.subset import from_html, to_text
from orgcharts.models import Position, SupportModel
from techsets.search.models import Kind

_END_OF_SENTENCE = re.compile(r"[.!?:;,–—-]\Z")


@dataclass(frozen=True, slots=True)
class Content:
    """A searchable object. ``other_titles`` are searched like the title; ``body`` is one line."""

    kind: Kind
    object_id: int
    title: str
    other_titles: tuple[str, ...]
    body: str


def of_publication(publication: Publication) -> Content:
    """Return the content of a publication, which needs its full text."""
    content = publication.content
    sections = [f"{section['heading']}: {to_text(from_html(section['body']))}" for section in content["sections"]]
    searched = [fact for fact in FACTS if fact.search != NOT_SEARCHED]
    titles = [title for fact in searched if fact.search == AS_TITLE for title in _values(fact, content)]
    facts = [
        *(_labelled(fact.search_label or fact.label, _values(fact, content)) for fact in searched),
        _labelled("Pay at", [f"{salary['employer']} ({salary['class_title']})" for salary in content["salaries"]]),
    ]
    return Content(
        Kind.JOB_DESCRIPTION,
        publication.job_description_id,
        publication.title,
        (*titles, publication.job_description.document_number),
        flow([*sections, *facts]),
    )


def of_position(position: Position) -> Content:
    """Return the content of a position, which needs its published placements as ``shown_placements``.

    Its index number is not in it, but looked up in the tree (see ``ranking``).
    """
    titles = [placement.title for placement in position.shown_placements]
    return Content(
        Kind.POSITION,
        position.pk,
        position.title,
        (),
        flow([position.note, _labelled("Job descriptions", titles)]),
    )


def of_support_model(support_model: SupportModel) -> Content:
    """Return the content of a support model with its characteristics."""
    lines = [support_model.summary, support_model.lead]
    for characteristic in support_model.characteristics.all():
        lines += [characteristic.text, characteristic.note]
    return Content(Kind.SUPPORT_MODEL, support_model.pk, support_model.name, (), flow(lines))


def flow(parts: Iterable[str]) -> str:
    """Join the lines of ``parts`` into running text; a line without final punctuation gets a semicolon.

    >>> flow(["Knowledge of:\\nnetworks\\ncabling", "Apply by mail."])
    'Knowledge of: networks; cabling; Apply by mail.'
    """
    lines = [" ".join(line.split()) for part in parts for line in part.splitlines()]
    lines = [line for line in lines if line]
    return " ".join([line if _END_OF_SENTENCE.search(line) else f"{line};" for line in lines[:-1]] + lines[-1:])


def _values(fact: Fact, content: dict[str, Any]) -> list[str]:
    values = content.get(fact.name, ()) if fact.kind == LIST else (format_fact(fact, content),)
    return [value for value in values if value]


def _labelled(label: str, values: Iterable[str]) -> str:
    values = [value.strip() for value in values if value.strip()]
    return f"{label}: {'; '.join(values)}." if values else ""
