"""What pages show of the text of a publication, worked out once for each text.

A publication never changes, but every page of it is made anew whenever anything on the site was edited. To parse its
text for structured data and to draw its pay tables takes longer than all the rest of the page.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from json import loads
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from jobdescriptions.content import list_facts
from jobdescriptions.pay import Pay
from jobdescriptions.word.html.subset import from_html, to_text

#: Which section of a job description speaks of which property of a schema.org Occupation.
PROPERTIES = {
    "responsibilities": ("duties", "other_duties"),
    "skills": ("knowledge", "ability"),
    "qualifications": ("education", "licenses"),
}
#: So many texts are kept in each process, those used last: some 15 MB of usual ones.
CACHE_SIZE = 200


class PublishedText:
    """The text of one publication; ``content`` is as ``content.to_content`` gives it, and is not to be changed."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    @staticmethod
    def from_json(content: str) -> PublishedText:
        """Return the text from the JSON that the database has."""
        # While somebody edits templates, each page shows them as they are now.
        return PublishedText(loads(content)) if settings.DEBUG else _load(content)

    @cached_property
    def pay(self) -> Pay:
        """Its salary ranges."""
        return Pay.of_content(self.content)

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Its sections, each with an ``anchor`` that no other element of the page has.

        Two sections may have the same heading, and a heading may be in a script that slugs leave out.
        """
        taken = {"main", "contents", "where-it-stands"}
        result = []
        for number, section in enumerate(self.content["sections"], start=1):
            anchor = slugify(section["heading"]) or f"section-{number}"
            if anchor in taken:
                anchor = f"{anchor}-{number}"
            taken.add(anchor)
            result.append({**section, "anchor": anchor})
        return result

    @cached_property
    def facts(self) -> SafeString:
        """Its facts as a list of labels and texts in HTML."""
        facts = []
        for fact, text in list_facts(self.content):
            abbreviation, meaning = fact.abbreviation
            label = (fact.page_label or fact.label).removeprefix(abbreviation)
            facts.append({"abbreviation": abbreviation, "meaning": meaning, "label": label, "text": text})
        return _render("_facts", facts=facts)

    @cached_property
    def contents(self) -> SafeString:
        """Its headings as links to them, for a list."""
        return _render("_contents", sections=self.sections)

    @cached_property
    def body(self) -> SafeString:
        """Its sections as HTML, with the pay figures in theirs."""
        return _render("_body", sections=self.sections, pay=self.pay)

    @cached_property
    def properties(self) -> dict[str, str]:
        """Properties of a schema.org Occupation, each with the plain text of the sections that speak of it."""
        texts = {
            name: "\n".join(
                to_text(from_html(section["body"])) for section in self.content["sections"] if section["kind"] in kinds
            )
            for name, kinds in PROPERTIES.items()
        }
        return {name: text for name, text in texts.items() if text}


@lru_cache(CACHE_SIZE)
def _load(content: str) -> PublishedText:
    return PublishedText(loads(content))


def _render(template: str, **values: Any) -> SafeString:
    return mark_safe(render_to_string(f"jobdescriptions/{template}.html", values).removesuffix("\n"))
