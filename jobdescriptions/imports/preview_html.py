"""The two columns of an import preview as HTML, rendered without templates: a file may have thousands of headings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.imports.original import Passage
from jobdescriptions.pay import Pay
from jobdescriptions.templatetags.structured_data import wrap_tables
from jobdescriptions.word import appendix
from jobdescriptions.word.understand.headings import SALARY


def render_passages(passages: Iterable[Passage]) -> SafeString:
    """Return the text of a file as read, with labels on the title and the headings."""
    return mark_safe("".join(map(_render_passage, passages)))


def _render_passage(passage: Passage) -> SafeString:
    if not passage.style:
        return wrap_tables(passage.html, "As it was read")
    heading = '<div class="import-heading"><span class="change-label">{}</span> {}</div>'
    return format_html(heading, passage.style, mark_safe(passage.html))


def render_sections(content: dict[str, Any]) -> SafeString:
    """Return the sections of a content, with pay figures below the text on pay, and the divider above the appendix."""
    figures = Pay.of_content(content).render(timezone.localdate().year)
    adopted, last = appendix.split_content(content)
    divider = (
        format_html("<section><h3>{}</h3><p>{}</p></section>", appendix.HEADING, appendix.SENTENCE) if last else ""
    )
    return format_html("{}{}{}", _render_sections(adopted, figures), divider, _render_sections(last, figures))


def _render_sections(sections: Iterable[dict[str, Any]], figures: SafeString) -> SafeString:
    return format_html_join(
        "",
        "<section><h3>{}</h3>{}{}</section>",
        (
            (
                section["heading"],
                wrap_tables(section["body"], section["heading"]),
                figures if section["kind"] == SALARY else "",
            )
            for section in sections
        ),
    )
