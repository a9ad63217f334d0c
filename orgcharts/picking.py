"""Choosing one of many by searching: a job description, or a position of any chart.

Nobody has to know a key. The field is a search box: what is typed is looked for when the form is sent, and where
several match, the form comes back and asks which one. The script of the page (static/admin/position-form.js) suggests
while typing, from ``found``; it only fills in the key of what was chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from jobdescriptions.models import JobDescription
from orgcharts.models import OrgChart, Position
from orgcharts.numbers import index_number
from orgcharts.permissions import may_place, may_view

#: So many matches are shown; of more, people are asked to type more.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: its key, how the search box calls it, and the title that a chart would list."""

    pk: int
    label: str
    title: str


class Source:
    """What can be chosen from, for one request; everything is read once."""

    kind = ""

    def __init__(self, user) -> None:
        self.user = user

    def may_search(self) -> bool:
        """Say whether the user may see what there is to choose from."""
        raise NotImplementedError

    def read(self) -> Iterable[Choice]:
        """Yield all that there is, in the order in which it is shown."""
        raise NotImplementedError

    def offered(self, found: list[Choice]) -> list[Choice]:
        """Return those that the user may do with what the field is for; all, where looking is enough."""
        return found

    @cached_property
    def choices(self) -> dict[int, Choice]:
        """All that there is, by key."""
        return {choice.pk: choice for choice in self.read()}

    def find(self, text: str) -> list[Choice]:
        """Return what has every word of ``text`` in it; nothing where the user may not see it.

        What is called exactly so comes without others, and what begins so comes first.
        """
        words = text.casefold().replace(",", " ").split()
        if not words or not self.may_search():
            return []
        whole = text.strip().casefold()
        found, exact = [], []
        for choice in self.choices.values():
            label = choice.label.casefold()
            if label == whole:
                exact.append(choice)
            elif all(word in label for word in words):
                found.append(choice)
        if exact:
            return exact
        return sorted(found, key=lambda choice: not choice.title.casefold().startswith(words[0]))


class JobSource(Source):
    """The job descriptions, A to Z, also those that are not published."""

    kind = "job"

    def may_search(self) -> bool:
        names = ("view_jobdescription", "change_jobdescription")
        return self.user.is_active and any(self.user.has_perm(f"jobdescriptions.{name}") for name in names)

    def read(self) -> Iterable[Choice]:
        rows = JobDescription.objects.order_by("title", "pk").only("title", "number", "published_version")
        for row in rows:
            number = row.document_number if row.number else f"no. {row.pk}"
            draft = "" if row.published_version else ", draft"
            yield Choice(row.pk, f"{row.title} ({number}{draft})", row.title)


class PositionSource(Source):
    """The positions of all charts, chart by chart."""

    kind = "position"

    def may_search(self) -> bool:
        return may_view(self.user)

    def read(self) -> Iterable[Choice]:
        charts = OrgChart.objects.values_list("pk", "title", "slug")
        namesakes = Counter(title.casefold() for _, title, _ in charts)
        # Charts of one title are told apart by their addresses, of which there is one for each.
        named = {pk: f"{title} ({slug})" if namesakes[title.casefold()] > 1 else title for pk, title, slug in charts}
        rows = Position.objects.order_by("chart__order", "chart__pk", "path")
        for pk, path, title, chart in rows.values_list("pk", "path", "title", "chart_id"):
            yield Choice(pk, f"{index_number(path)} {title}, {named[chart]}", title)


class PlaceSource(PositionSource):
    """The positions at which a job description can be placed.

    Only those of charts that the user may change are offered. The others are found as well, so that it can be said why
    nothing is placed there.
    """

    kind = "place"

    def offered(self, found: list[Choice]) -> list[Choice]:
        charts = [chart for chart in OrgChart.objects.all() if may_place(self.user, chart)]
        keys = set(Position.objects.filter(chart__in=charts).values_list("pk", flat=True))
        return [choice for choice in found if choice.pk in keys]


SOURCES: dict[str, type[Source]] = {source.kind: source for source in (JobSource, PositionSource, PlaceSource)}


@dataclass(frozen=True, slots=True)
class Picked:
    """What stands in a search box: its text, and the key that was chosen together with the text of then (``was``)."""

    text: str = ""
    pk: str = ""
    was: str = ""
    chosen: str = ""


class PickWidget(forms.Widget):
    """A search box, with the key of what was chosen beside it, and radio buttons where several match."""

    def __init__(self, source: Source, attrs: dict[str, str] | None = None, fills: str = "") -> None:
        super().__init__(attrs)
        self.source, self.fills = source, fills
        self.matches: list[Choice] = []

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.matches = []
        return copy

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> str:
        value = self.shown(value)
        attributes = flatatt({"autocomplete": "off", **self.attrs, **(attrs or {})})
        matches = ""
        if self.matches:
            matches = format_html(
                '<span class="pick-matches" role="group" aria-label="Which one do you mean?">{}</span>',
                format_html_join(
                    "",
                    '<label><input type="radio" name="{}-chosen" value="{}"> {}</label>',
                    ((name, one.pk, one.label) for one in self.matches[:SHOWN]),
                ),
            )
        return format_html(
            '<span class="pick" data-source="{}"{}><input type="text" name="{}" value="{}"{}>'
            '<input type="hidden" name="{}-id" value="{}"><input type="hidden" name="{}-was" value="{}">{}</span>',
            reverse("admin:orgcharts_find", args=[self.source.kind]),
            flatatt({"data-fills": self.fills} if self.fills else {}),
            name,
            value.text,
            attributes,
            name,
            value.pk,
            name,
            value.was,
            matches,
        )

    def shown(self, value: Any) -> Picked:
        """Return what stands in the box for ``value``: a key, what was sent, or nothing."""
        if isinstance(value, Picked) and not value.chosen:
            return value
        if isinstance(value, Picked):
            value = int(value.chosen) if value.chosen.isascii() and value.chosen.isdecimal() else None
        choice = self.source.choices.get(value)
        return Picked(choice.label, str(choice.pk), choice.label) if choice else Picked()

    def as_sent(self, name: str, key: int | None) -> dict[str, str]:
        """Return what a browser sends where this is chosen."""
        shown = self.shown(key)
        return {name: shown.text, f"{name}-id": shown.pk, f"{name}-was": shown.was, f"{name}-chosen": ""}

    def value_from_datadict(self, data, files, name) -> Picked:
        parts = (data.get(f"{name}{end}") or "" for end in ("", "-id", "-was", "-chosen"))
        return Picked(*(str(part)[:500] for part in parts))

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data

    def id_for_label(self, id_, index=None):
        return id_


class PickField(forms.Field):
    """One of what ``source`` has, found by searching. Its value is the key, or None.

    ``fills`` names the field beside it that the script fills with the title of what is chosen.
    """

    widget = PickWidget

    def __init__(self, source: Source, *, fills: str = "", **options) -> None:
        self.source = source
        super().__init__(widget=PickWidget(source, fills=fills), **options)

    def to_python(self, value: Picked | int | None) -> int | None:
        if value in (None, "") or isinstance(value, int):
            return value or None
        if value.chosen:
            return self._key(value.chosen)
        text = value.text.strip()
        if value.pk and (not text or text == value.was.strip()):
            return self._key(value.pk) if text else None
        if not text:
            return None
        found = self.source.find(text)
        if len(found) == 1:
            return found[0].pk
        if not found:
            raise forms.ValidationError(f"Nothing matches “{text}”. Try fewer or shorter words.", code="none")
        self.widget.matches = offered = self.source.offered(found)
        choose = " Choose the one you mean." if offered else " Type more, to find others."
        more = f" These are the first {SHOWN}; type more to find others." if len(offered) > SHOWN else ""
        if others := len(found) - len(offered):
            more += f" {others} of them {'is' if others == 1 else 'are'} in charts that you may not change."
        raise forms.ValidationError(f"{len(found)} match “{text}”.{choose}{more}", code="several")

    def _key(self, text: str) -> int:
        pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        if pk not in self.source.choices:
            raise forms.ValidationError("What was chosen is not there any more. Search again.", code="gone")
        return pk

    def validate(self, value: int | None) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        if not isinstance(data, Picked):
            return False
        return data.text.strip() != self.widget.shown(initial).text or bool(data.chosen)


def found(source: Source, text: str) -> dict[str, Any]:
    """Return what matches ``text`` as JSON values for the script of the page: the first ones, and how many more."""
    matches = source.offered(source.find(text[:200]))
    shown = [{"pk": one.pk, "label": one.label, "title": one.title} for one in matches[:SHOWN]]
    return {"results": shown, "more": max(0, len(matches) - SHOWN)}
