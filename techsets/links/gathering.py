"""Gather every link to another site, with where it stands.

A part of the site contributes by having text fields: those of all models of these apps are searched, so that a new
field is found without a line here. What is no text of a row has a function in ``GATHERERS``. Each asks a constant
number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, ForeignKey, Model, Q, TextField

from jobdescriptions.content import list_facts
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.word.fact_values import link_fact
from jobdescriptions.word.occupations import onet_address
from techsets.common.addresses import reverse
from techsets.common.sources import SourcesField, parse_sources
from techsets.links.extraction import extract_links, walk_texts

#: Apps whose texts are searched.
APPS = ("orgcharts", "jobdescriptions", "search")
#: Models whose texts are not: publications are searched as a whole, and only those that the public sees; nobody edits
#: uploads, past wordings of clauses, the figures of a federal release, whose page links to the bureau, or what the
#: search makes of texts.
LEFT_OUT = frozenset(
    {
        "jobdescriptions.Publication",
        "jobdescriptions.PendingImport",
        "jobdescriptions.SourceFile",
        "jobdescriptions.ClauseVersion",
        "jobdescriptions.OewsFigure",
        "search.SearchEntry",
    }
)
#: About how many publications a process remembers the links of. They never change.
MAX_REMEMBERED = 5_000

#: The links of publications by key and SHA-256: after a restore a key may belong to another one.
_of_publications: dict[tuple[int, str], tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Usage:
    """A link at one place: its address, the place in words, the address of its form in the admin (or empty).

    ``seen`` is the day on which it was read, where the place says so.
    """

    url: str
    place: str
    form: str = ""
    seen: date | None = None


def gather() -> list[Usage]:
    """Return every link of the site, of published texts and of drafts."""
    return [usage for gatherer in GATHERERS for usage in gatherer()]


def gather_texts() -> Iterator[Usage]:
    """Yield the links in the text fields of all models of the apps; one query for each model."""
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        fields = [] if model._meta.label in LEFT_OUT else _text_fields(model)
        if not fields:
            continue
        owners = [field.name for field in model._meta.concrete_fields if _is_owner(field)]
        wanted = reduce(or_, (Q(**{f"{field.name}__contains": "://"}) for field in fields))
        for row in model._default_manager.filter(wanted).select_related(*owners):
            place, form = _place_of(row, owners)
            for field in fields:
                for url, seen in _links_of(field, getattr(row, field.attname)):
                    # A figure of pay has the day in a column of its own.
                    yield Usage(url, place, form, seen or getattr(row, "seen", None))


def gather_publications() -> Iterator[Usage]:
    """Yield the links of what the public sees of job descriptions, those to occupations among them; two queries."""
    current = list(Publication.objects.current().values_list("pk", "sha256", "title", "version", "job_description_id"))
    if len(_of_publications) > MAX_REMEMBERED:
        _of_publications.clear()
    known = [pk for pk, sha256, *_ in current if (pk, sha256) in _of_publications]
    rows = Publication.objects.current().exclude(pk__in=known).values_list("pk", "sha256", "content")
    for pk, sha256, content in rows.iterator(100):
        links = [url for text in walk_texts(content) for url in extract_links(text)]
        links += [url for fact, _ in list_facts(content) if (url := link_fact(fact, content))]
        _of_publications[pk, sha256] = tuple(dict.fromkeys(links))
    for pk, sha256, title, version, job in current:
        place = f"Version {version} of the job description “{title}”, which the public sees"
        for url in _of_publications.get((pk, sha256), ()):
            yield Usage(url, place, reverse("admin:jobdescriptions_jobdescription_change", job))


def gather_occupations() -> Iterator[Usage]:
    """Yield the links of drafts to their occupations."""
    for pk, title, code in JobDescription.objects.exclude(soc_code="").values_list("pk", "title", "soc_code"):
        if url := onet_address(code):
            form = reverse("admin:jobdescriptions_jobdescription_change", pk)
            yield Usage(url, f"SOC code of the job description “{title}”", form)


def gather_templates() -> Iterator[Usage]:
    """Yield the links that stand in the templates of public pages."""
    for name, url in _of_templates():
        yield Usage(url, f"Page template {name} of the software")


@cache
def _of_templates() -> tuple[tuple[str, str], ...]:
    folder = settings.BASE_DIR / "templates"
    names = [file.relative_to(folder) for file in sorted(folder.rglob("*.html"))]
    return tuple(
        (str(name), url)
        for name in names
        if name.parts[0] != "admin"
        for url in extract_links((folder / name).read_text())
    )


GATHERERS: tuple[Callable[[], Iterator[Usage]], ...] = (
    gather_texts,
    gather_publications,
    gather_occupations,
    gather_templates,
)


def _text_fields(model: type[Model]) -> list[Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (TextField, CharField)) and not field.choices and not field.primary_key
    ]


def _is_owner(field: Field) -> bool:
    return isinstance(field, ForeignKey) and admin.site.is_registered(field.related_model)


def _place_of(row: Model, owners: list[str]) -> tuple[str, str]:
    """Return a row in words, and the address of the form in which its texts are edited."""
    noun = str(row._meta.verbose_name)
    place = f"{noun[:1].upper()}{noun[1:]} “{row}”"
    if admin.site.is_registered(type(row)):
        return place, _form_of(row)
    owner = next((found for name in owners if (found := getattr(row, name)) is not None), None)
    return (f"{place} of “{owner}”", _form_of(owner)) if owner is not None else (place, "")


def _form_of(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


def _links_of(field: Field, text: str) -> Iterator[tuple[str, date | None]]:
    if isinstance(field, SourcesField):
        try:
            yield from ((source.url, source.seen) for source in parse_sources(text))
            return
        except ValidationError:  # Stored before a rule became stricter.
            pass
    yield from ((url, None) for url in extract_links(text))
