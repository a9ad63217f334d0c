"""The forms of the steps by which staff change charts and move positions."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.text import slugify

from orgcharts.changes.validation import UNPRINTABLE_TITLE
from orgcharts.models import OrgChart, Position
from techsets.common.sources import HELP_TEXT, validate_sources

_TITLE = Position._meta.get_field("title")
_CHART = {name: OrgChart._meta.get_field(name) for name in ("title", "slug", "note")}

PLACES = {
    "below": "Below it, as the last of those that report to it",
    "before": "Right before it, on the same level",
    "after": "Right after it, on the same level",
}
NOT_IN_CHART = "This position is not in this chart, or not any more. Choose another one."


def title_field(**options) -> forms.CharField:
    """Return the field for a position's title."""
    return forms.CharField(
        label="Title",
        max_length=_TITLE.max_length,
        help_text=_TITLE.help_text,
        error_messages={
            "required": "The title is missing. Say what the position is called.",
            "null_characters_not_allowed": UNPRINTABLE_TITLE,
        },
        **options,
    )


class AddForm(forms.Form):
    """A new position and its place, relative to the chosen one."""

    title = title_field()
    where = forms.ChoiceField(label="Place", choices=list(PLACES.items()), widget=forms.RadioSelect, initial="below")

    def __init__(self, position: Position, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if position.depth == 1:  # Nothing stands beside the head.
            self.fields["where"].choices = [("below", PLACES["below"])]
        self.fields["where"].label = f"Where, as seen from {position.index_number} {position.title}"


class HeadForm(forms.Form):
    """The first position of a chart that has none."""

    title = title_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "Title of the head"
        self.fields[
            "title"
        ].help_text = "The position at the top, to which all others report. It gets the index number 1."


class RenameForm(forms.Form):
    title = title_field()
    revision = forms.IntegerField(widget=forms.HiddenInput)


class TargetField(forms.IntegerField):
    """A position of the chart, chosen by index number and title; its value is the position."""

    widget = forms.Select

    def choose_from(self, positions: Sequence[Position], *, offered: Sequence[Position]) -> None:
        """Accept any of ``positions``, which the operation may still refuse with a reason, and offer ``offered``."""
        self.positions = {row.pk: row for row in positions}
        self.widget.choices = [(row.pk, f"{row.index_number} {row.title}") for row in offered]

    def clean(self, value) -> Position:
        pk = super().clean(value)
        if pk not in self.positions:
            raise forms.ValidationError(NOT_IN_CHART)
        return self.positions[pk]


class MoveForm(forms.Form):
    """Where a position moves: below, before or after another one."""

    target = TargetField(label="Below or beside which position", error_messages={"invalid": NOT_IN_CHART})
    how = forms.ChoiceField(
        label="Where, as seen from that position",
        choices=list(PLACES.items()),
        widget=forms.RadioSelect,
        initial="below",
    )

    def __init__(self, position: Position, positions: Sequence[Position], *args, **kwargs):
        super().__init__(*args, **kwargs)
        outside = [row for row in positions if not row.path.startswith(position.path)]
        self.fields["target"].choose_from(positions, offered=outside)

    def clean(self):
        values = super().clean()
        target = values.get("target")
        if target is not None and target.depth == 1 and values.get("how") in {"before", "after"}:
            self.add_error("how", f"Nothing stands beside the head of a chart. Choose “below” for “{target.title}”.")
        return values


class CopyBranchForm(forms.Form):
    """The position below which the copy of a branch is placed."""

    below = TargetField(
        label="The copy stands below",
        error_messages={"invalid": NOT_IN_CHART},
        help_text="It comes last there. You can move it afterwards.",
    )

    def __init__(self, positions: Sequence[Position], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["below"].choose_from(positions, offered=positions)


class ChartForm(forms.Form):
    """The values of a chart itself."""

    title = forms.CharField(label="Title", max_length=_CHART["title"].max_length)
    slug = forms.CharField(label="Address", max_length=_CHART["slug"].max_length)
    order = forms.IntegerField(
        label="Order", min_value=0, max_value=32_767, help_text="Charts are listed from the lowest number up."
    )
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_CHART["note"].help_text
    )
    sources = forms.CharField(
        label="Sources of the note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[validate_sources],
        help_text=HELP_TEXT,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, chart: OrgChart, **kwargs):
        super().__init__(*args, **kwargs)
        help_text = _CHART["slug"].help_text
        if chart.is_public:
            help_text += " People may have kept the address: links to it stop working when you change it."
        self.fields["slug"].help_text = help_text

    @property
    def values(self) -> dict:
        """The values for ``positions.edit_chart``."""
        values = {name: self.cleaned_data[name] for name in ("title", "slug", "order")}
        # Without the line ends that browsers send.
        return values | {name: self.cleaned_data[name].replace("\r\n", "\n") for name in ("note", "sources")}


class ChartNameForm(forms.Form):
    """Title and address of a new chart."""

    title = forms.CharField(
        label="Title", max_length=_CHART["title"].max_length, help_text="What the chart is called, e.g. Lincoln High."
    )
    slug = forms.CharField(
        label="Address",
        max_length=_CHART["slug"].max_length,
        required=False,
        help_text="Letters, digits and hyphens, e.g. lincoln-high. Leave it empty to have it made from the title.",
    )

    def clean(self):
        values = super().clean()
        if values.get("title") and not values.get("slug") and "slug" not in self.errors:
            values["slug"] = slugify(values["title"])[: _CHART["slug"].max_length].strip("-")
        return values


class NewChartForm(ChartNameForm):
    head = forms.CharField(
        label="Title of the head",
        max_length=_TITLE.max_length,
        help_text="The position at the top, to which all others report, e.g. Principal or Superintendent. "
        "It gets the index number 1.",
    )


class PublicChartField(forms.ModelChoiceField):
    """One of the charts that the public sees; named with its support model where it has another title than that."""

    def label_from_instance(self, chart: OrgChart) -> str:
        model = str(chart.support_model)
        return chart.title if chart.title == model else f"{chart.title} ({model})"


class InPlaceOfForm(forms.Form):
    """The chart that the public sees now and that a draft replaces."""

    of = PublicChartField(
        OrgChart.objects.none(),
        label="In place of",
        empty_label="Choose a chart",
        error_messages={"invalid_choice": "The public does not see this chart. Choose another one."},
    )
    #: The key of the public chart and both revisions for which the changes were shown; empty until they are.
    seen = forms.RegexField(r"^[0-9]{1,9} [0-9]{1,9} [0-9]{1,9}\Z", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, draft: OrgChart, **kwargs):
        public = OrgChart.objects.published().select_related("support_model")
        # The one that it was copied from, or that stands where that one stood.
        of = public.filter(support_model=draft.drafted_for_id).first() if draft.drafted_for_id else None
        super().__init__(*args, initial={"of": of and of.pk}, **kwargs)
        self.fields["of"].queryset = public
