"""The form of a position: its values, its placements, and its shared supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from orgcharts.admin.forms.steps import title_field
from orgcharts.admin.search_field import SearchChoiceField
from orgcharts.admin.search_sources import JobSource, PositionSource
from orgcharts.fte import format_fte, fte_to_json
from orgcharts.kinds import KINDS
from orgcharts.models import Placement, Position, SharedSupervision
from techsets.common.conflicts.form_values import WholeFormReader
from techsets.common.sources import HELP_TEXT, validate_sources

#: Maximum number of rows in one form.
MOST_ROWS = 200

_FTE = Position._meta.get_field("fte")


class PositionForm(forms.Form):
    """The values of the position itself, with the revision that the form was opened with."""

    title = title_field()
    fte = forms.DecimalField(
        label="Full-time equivalents (FTE)",
        max_digits=_FTE.max_digits,
        decimal_places=_FTE.decimal_places,
        validators=[MinValueValidator(0)],
        required=False,
        error_messages={"invalid": "This is not a number. Write one such as 1, 2.5 or 0.4375, or leave it empty."},
        help_text=_FTE.help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=Position._meta.get_field("note").help_text,
    )
    sources = forms.CharField(
        label="Sources of the note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[validate_sources],
        help_text=HELP_TEXT,
    )
    is_derived = forms.BooleanField(
        label="The title was worked out",
        required=False,
        help_text=Position._meta.get_field("is_derived").help_text,
    )
    kind = forms.ChoiceField(
        label="What these job descriptions are",
        choices=[("", "Nothing is said"), *KINDS.items()],
        required=False,
        help_text="Only where the box has two or more. A team counts as one job for each job description; alternatives "
        "and levels count as one together.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class PlacementForm(forms.Form):
    """A job description at the position, with the title as the chart lists it."""

    noun = "Job description"

    title = forms.CharField(
        label="Title as listed",
        max_length=Placement._meta.get_field("title").max_length,
        required=False,
        help_text="As the chart lists it. Leave it empty to take the job description's own title.",
    )

    def __init__(self, *args, source: JobSource, **kwargs):
        super().__init__(*args, **kwargs)
        job = SearchChoiceField(source, fills="title", label="Job description", help_text="Type a part of its title.")
        self.fields = {"job": job} | self.fields

    def row_key(self, values: dict[str, Any]) -> str:
        """Return what identifies a row: a job description is placed at a position once."""
        return f"job-{values['job']}"

    def clean(self):
        values = super().clean()
        if not values.get("title") and values.get("job"):
            values["title"] = self.fields["job"].source.choices[values["job"]].title
        return values


class SharedForm(forms.Form):
    """A dotted line to another supervisor: a position of any chart, or only a title."""

    noun = "Shared supervision"

    title = forms.CharField(
        label="Title of the supervisor",
        max_length=SharedSupervision._meta.get_field("title").max_length,
        required=False,
        help_text="As the chart should say it. Leave it empty to take the title of the position above.",
    )
    covers = forms.CharField(
        label="What it covers",
        max_length=SharedSupervision._meta.get_field("covers").max_length,
        required=False,
        help_text=SharedSupervision._meta.get_field("covers").help_text,
    )

    is_derived = forms.BooleanField(
        label="The line was worked out",
        required=False,
        help_text=SharedSupervision._meta.get_field("is_derived").help_text,
    )

    def __init__(self, *args, source: PositionSource, **kwargs):
        super().__init__(*args, **kwargs)
        supervisor = SearchChoiceField(
            source,
            fills="title",
            label="Position of the supervisor",
            required=False,
            help_text="Type an index number, or a part of a title or of a chart's name. Leave it empty if no chart "
            "shows the supervisor.",
        )
        self.fields = {"supervisor": supervisor} | self.fields

    def row_key(self, values: dict[str, Any]) -> str:
        """Return what identifies a row: the supervisor."""
        return f"position-{values['supervisor']}" if values["supervisor"] else f"title-{values['title']}"

    def clean(self):
        values = super().clean()
        if not values.get("title") and "title" not in self.errors and "supervisor" not in self.errors:
            chosen = self.fields["supervisor"].source.choices.get(values.get("supervisor"))
            if chosen is None:
                self.add_error("title", "Say who shares the supervision: choose a position, or write a title.")
            else:
                values["title"] = chosen.title
        return values


def _formset(form: type[forms.Form]) -> type[forms.BaseFormSet]:
    return forms.formset_factory(
        form, extra=1, can_order=True, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


PlacementFormSet = _formset(PlacementForm)
SharedFormSet = _formset(SharedForm)


class WholeForm:
    """The form of a position with its two lists, read and written as values of ``journal.read_values``."""

    def __init__(self, user, values: dict[str, Any], revision: int, data: Any = None) -> None:
        plain = {name: values[name] for name in ("title", "fte", "note", "sources", "is_derived", "kind")}
        plain |= {"revision": revision}
        plain["fte"] = format_fte(plain["fte"])
        self.form = PositionForm(data, initial=plain)
        self.placements = PlacementFormSet(
            data, initial=values["placements"], prefix="placements", form_kwargs={"source": JobSource(user)}
        )
        self.shared = SharedFormSet(
            data, initial=values["shared"], prefix="shared", form_kwargs={"source": PositionSource(user)}
        )

    def is_valid(self) -> bool:
        """Validate all parts, so that all errors are shown at once; return whether all are valid."""
        return all([self.form.is_valid(), self.placements.is_valid(), self.shared.is_valid()])

    def read(self) -> WholeFormReader:
        """Return the form for reading its plain values, as it would be opened."""
        return WholeFormReader(self.form, [self.placements, self.shared])

    @property
    def revision(self) -> int:
        """The position's revision when the form was opened."""
        return self.form.cleaned_data["revision"]

    @property
    def values(self) -> dict[str, Any]:
        """The values for ``positions.edit``."""
        sent = self.form.cleaned_data
        return {
            "title": sent["title"],
            "is_derived": sent["is_derived"],
            "kind": sent["kind"],
            "fte": fte_to_json(sent["fte"]),
            "note": sent["note"].replace("\r\n", "\n"),  # As browsers send it.
            "sources": sent["sources"].replace("\r\n", "\n"),
            "placements": [{"job": row["job"], "title": row["title"]} for row in _rows(self.placements)],
            "shared": [
                {"supervisor": row.get("supervisor")} | {name: row[name] for name in ("title", "covers", "is_derived")}
                for row in _rows(self.shared)
            ],
        }

    def disable(self) -> None:
        """Show the values only."""
        for form in [self.form, *self.placements, *self.shared]:
            for field in form.fields.values():
                field.disabled = True


def _rows(formset: forms.BaseFormSet) -> list[dict[str, Any]]:
    """Return the values of the rows that are filled in and not removed, in the chosen order."""
    return [form.cleaned_data for form in formset.ordered_forms]
