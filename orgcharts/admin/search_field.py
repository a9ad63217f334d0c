"""A form field that chooses one of many by searching: a job description, or a position of any chart.

The field is a search box. Its text is searched for when the form is posted; where several match, the form is shown
again with these to choose from. The script of the page (static/admin/position-form.js) gets suggestions while typing
from ``suggest`` and fills in the key of the one that is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from orgcharts.admin.search_sources import Choice, Source

#: Maximum number of suggestions.
MAX_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class SearchInput:
    """The input of a search box: its text, and the key that was chosen with the text at that time (``was``).

    ``chosen`` is the key of the radio button that was checked.
    """

    text: str = ""
    pk: str = ""
    was: str = ""
    chosen: str = ""


class SearchChoiceWidget(forms.Widget):
    """A search box with a hidden key, and radio buttons where several match."""

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
                    ((name, one.pk, one.label) for one in self.matches[:MAX_SUGGESTIONS]),
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

    def shown(self, value: Any) -> SearchInput:
        """Return the input to show for ``value``: a key, posted input, or nothing."""
        if isinstance(value, SearchInput) and not value.chosen:
            return value
        if isinstance(value, SearchInput):
            value = int(value.chosen) if value.chosen.isascii() and value.chosen.isdecimal() else None
        choice = self.source.choices.get(value)
        return SearchInput(choice.label, str(choice.pk), choice.label) if choice else SearchInput()

    def as_sent(self, name: str, key: int | None) -> dict[str, str]:
        """Return the data that a browser posts where ``key`` is chosen."""
        shown = self.shown(key)
        return {name: shown.text, f"{name}-id": shown.pk, f"{name}-was": shown.was, f"{name}-chosen": ""}

    def value_from_datadict(self, data, files, name) -> SearchInput:
        parts = (data.get(f"{name}{end}") or "" for end in ("", "-id", "-was", "-chosen"))
        return SearchInput(*(str(part)[:500] for part in parts))

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data

    def id_for_label(self, id_, index=None):
        return id_


class SearchChoiceField(forms.Field):
    """One of the choices of ``source``, found by searching. Its value is the key, or None.

    ``fills`` names the field that the script fills with the title of the choice.
    """

    widget = SearchChoiceWidget

    def __init__(self, source: Source, *, fills: str = "", **options) -> None:
        self.source = source
        super().__init__(widget=SearchChoiceWidget(source, fills=fills), **options)

    def to_python(self, value: SearchInput | int | None) -> int | None:
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
        self.widget.matches = offered = self.source.filter_permitted(found)
        choose = " Choose the one you mean." if offered else " Type more, to find others."
        more = (
            f" These are the first {MAX_SUGGESTIONS}; type more to find others."
            if len(offered) > MAX_SUGGESTIONS
            else ""
        )
        if others := len(found) - len(offered):
            more += f" {others} of them {'is' if others == 1 else 'are'} in charts that you may not change."
        raise forms.ValidationError(f"{len(found)} match “{text}”.{choose}{more}", code="several")

    def _key(self, text: str) -> int:
        pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        if pk not in self.source.choices:
            raise forms.ValidationError("What was chosen has been deleted. Search again.", code="gone")
        return pk

    def validate(self, value: int | None) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        if not isinstance(data, SearchInput):
            return False
        return data.text.strip() != self.widget.shown(initial).text or bool(data.chosen)


def suggest(source: Source, text: str) -> dict[str, Any]:
    """Return the first matches of ``text`` and the number of further ones, as JSON values for the script."""
    matches = source.filter_permitted(source.find(text[:200]))
    shown = [{"pk": one.pk, "label": one.label, "title": one.title} for one in matches[:MAX_SUGGESTIONS]]
    return {"results": shown, "more": max(0, len(matches) - MAX_SUGGESTIONS)}
