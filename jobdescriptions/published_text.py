"""The rendered parts of a publication's text, cached per text.

A publication never changes, but its page is rendered again after any edit on the site. Parsing the text for structured
data and rendering pay tables takes longer than the rest of the page.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from json import loads
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from jobdescriptions.content import list_facts
from jobdescriptions.pay import Pay
from jobdescriptions.word import appendix
from jobdescriptions.word.fact_values import link_fact
from jobdescriptions.word.html.subset import from_html, to_text
from jobdescriptions.word.understand.essential_duties import DUTIES, explain_marks
from jobdescriptions.word.understand.headings import SALARY

#: Properties of a schema.org Occupation, with the kinds of sections that they come from.
PROPERTIES = {
    "responsibilities": ("duties", "other_duties"),
    "skills": ("knowledge", "ability"),
    "qualifications": ("education", "licenses"),
}
#: Number of cached texts in each process: about 15 MB of usual ones.
CACHE_SIZE = 200


class PublishedText:
    """The text of one publication. ``content`` (see ``content.to_content``) must not be modified.

    The ages of its figures of pay are counted to the calendar ``year``, by default the present one.
    """

    def __init__(self, content: dict[str, Any], year: int | None = None) -> None:
        self.content = content
        self.year = year or timezone.localdate().year

    @staticmethod
    def from_json(content: str) -> PublishedText:
        """Return the text of the stored JSON."""
        # With DEBUG, edited templates show at once.
        year = timezone.localdate().year
        return PublishedText(loads(content), year) if settings.DEBUG else _load(content, year)

    @cached_property
    def pay(self) -> Pay:
        """Its salary ranges."""
        return Pay.of_content(self.content)

    @cached_property
    def figures(self) -> SafeString:
        """Its salary ranges as HTML tables; empty without any."""
        return self.pay.render(self.year)

    @cached_property
    def gap(self) -> str:
        """A sentence about missing figures, for a page without its section about pay; empty where there are some."""
        return self.pay.describe_gap("")

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Its sections on a page, each with a unique ``anchor``; the first of the appendix has ``begins_appendix``.

        Two sections may have the same heading, and slugs leave out some scripts. What was published before there was an
        appendix is shown with one, too.
        """
        taken = {"main", "contents", "clauses-and-sources", "occupation-pay", "where-it-stands", appendix.ANCHOR}
        result = []
        adopted, last = appendix.split_content(self.content)
        for number, section in enumerate((*adopted, *last), start=1):
            anchor = slugify(section["heading"]) or f"section-{number}"
            if anchor in taken:
                anchor = f"{anchor}-{number}"
            taken.add(anchor)
            body = explain_marks(section["body"]) if section["kind"] == DUTIES else section["body"]
            begins = number == len(adopted) + 1
            result.append({**section, "body": body, "anchor": anchor, "begins_appendix": begins})
        return result

    @cached_property
    def facts(self) -> SafeString:
        """Its facts as an HTML description list."""
        facts = []
        for fact, text in list_facts(self.content):
            abbreviation, meaning = fact.abbreviation
            label = (fact.page_label or fact.label).removeprefix(abbreviation)
            link = link_fact(fact, self.content)
            facts.append({"abbreviation": abbreviation, "meaning": meaning, "label": label, "text": text, "link": link})
        return _render("_facts", facts=facts)

    @cached_property
    def contents(self) -> SafeString:
        """Its headings as list items with links."""
        return _render("_contents", sections=self.sections, appendix=appendix)

    @cached_property
    def body(self) -> SafeString:
        """Its sections as HTML, with the pay figures in theirs."""
        sections = [
            {**section, "gap": self.pay.describe_gap(section["body"])} if section["kind"] == SALARY else section
            for section in self.sections
        ]
        return _render("_body", sections=sections, figures=self.figures, appendix=appendix)

    @cached_property
    def properties(self) -> dict[str, str]:
        """Properties of a schema.org Occupation with the plain text of their sections, without legal clauses."""
        texts = {
            name: "\n".join(
                to_text(tuple(block for block in from_html(section["body"]) if not getattr(block, "clause", "")))
                for section in self.content["sections"]
                if section["kind"] in kinds
            )
            for name, kinds in PROPERTIES.items()
        }
        return {name: text for name, text in texts.items() if text}


@lru_cache(CACHE_SIZE)
def _load(content: str, year: int) -> PublishedText:
    return PublishedText(loads(content), year)


def _render(template: str, **values: Any) -> SafeString:
    return mark_safe(render_to_string(f"jobdescriptions/{template}.html", values).removesuffix("\n"))
