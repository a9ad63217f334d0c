"""The form that confirms an import: title, target, and which recognized facts and figures to keep."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from django import forms

from jobdescriptions.clauses.library import Library
from jobdescriptions.content import to_document
from jobdescriptions.facts import COLUMNS, FACTS
from jobdescriptions.imports.clause_offers import find_clause_offers, settle_clauses
from jobdescriptions.imports.steps import Preview
from jobdescriptions.models import JobDescription
from jobdescriptions.word.coercers import format_pay, split_soc
from jobdescriptions.word.document import RANGE, RATE, SAME, UNITS, Document, SalaryRange, Section
from jobdescriptions.word.understand.headings import SALARY, kind_name
from jobdescriptions.word.understand.recognize import Fact, Pay

#: The facts that are offered, with the column of the value. Of an occupation only the code is recognized.
OFFERED_FACTS = tuple((fact.name, fact.columns[0]) for fact in FACTS if fact.is_recognized)


class JobDescriptionField(forms.ModelChoiceField):
    """A choice of job descriptions, labelled with their numbers: titles are not unique."""

    def label_from_instance(self, job: JobDescription) -> str:
        return f"{job} ({job.document_number if job.number else f'no. {job.pk}'})"


class ConfirmForm(forms.Form):
    """Title, target, and a choice for each fact and figure that was recognized in running text."""

    title = forms.CharField(max_length=150, help_text="The class title, as the page and the Word file will show it.")
    job_description = JobDescriptionField(
        JobDescription.objects.order_by("title", "number"),
        required=False,
        empty_label="A new job description",
        label="Save as",
        help_text="Choose an existing one to replace its draft. The public sees nothing until you publish it.",
    )

    keep = forms.BooleanField(
        required=False,
        initial=True,
        label="Keep what the file lacks",
        help_text="Where a draft is replaced: keep its pay figures and class information that the file does not have.",
    )

    def __init__(self, shown: Preview, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = shown
        for name, column in OFFERED_FACTS:
            facts = getattr(shown.recognised, name)
            if facts and not shown.content.get(column.name):
                choices = [("", "Leave it empty"), *((fact.value, _describe_fact(fact)) for fact in facts)]
                self.fields[f"fact_{column.name}"] = forms.ChoiceField(
                    label=column.label, choices=choices, required=False, help_text="Recognized in the text of the file."
                )
        self.figures = [pay for pay in shown.recognised.pay if _is_usable(pay)]
        if self.figures:
            self._add_pay_fields()
        self.library = Library()
        self.clause_offers = find_clause_offers(shown.document, self.library)
        if self.clause_offers:
            self.fields["clauses"] = forms.MultipleChoiceField(
                label="Legal clauses",
                choices=[(offer.id, offer.label) for offer in self.clause_offers],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text="Tick each line that shall have the wording of the site’s clause library, now and when that "
                "changes. Without a tick, the words of the file stay as ordinary text.",
            )

    def _add_pay_fields(self) -> None:
        self.fields["pay"] = forms.MultipleChoiceField(
            label="Pay",
            choices=[(str(at), _describe_pay(pay)) for at, pay in enumerate(self.figures)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text="Recognized in the text of the file. Tick what shall be kept as a figure of this very job.",
        )
        for name, label, help_text in (
            ("pay_employer", "Employer", "Who pays this: the name of the district."),
            (
                "pay_publisher",
                "Publisher and document",
                "Where it is published, e.g. the salary schedule and its date.",
            ),
            ("pay_year", "Year", "As published, e.g. 2024-25. Needed where the text names none."),
        ):
            self.fields[name] = forms.CharField(label=label, max_length=200, required=False, help_text=help_text)
        self.fields["pay_employer"].initial = self.shown.district
        if not all(pay.unit for pay in self.figures):
            self.fields["pay_unit"] = forms.ChoiceField(
                label="Paid for",
                choices=[("", "Choose"), *UNITS.items()],
                required=False,
                help_text="Needed where the text does not say whether it is pay for an hour, a month or a year.",
            )

    @property
    def selected_job(self) -> JobDescription | None:
        """The job description that is selected in the form; None for a new one, or one that does not exist."""
        value = self["job_description"].value()
        if isinstance(value, JobDescription) or not value:
            return value or None
        try:
            return self.fields["job_description"].clean(value)
        except forms.ValidationError:
            return None

    def clean(self):
        """Require employer, publisher and year with a figure."""
        values = super().clean()
        if values.get("pay"):
            for name in ("pay_employer", "pay_publisher"):
                if not values.get(name):
                    self.add_error(name, "A figure needs this. Fill it in, or untick the figure.")
            if not values.get("pay_year") and any(not self.figures[int(at)].year for at in values["pay"]):
                self.add_error(
                    "pay_year", "The text names no year for a ticked figure. Fill it in, or untick the figure."
                )
            if not values.get("pay_unit") and any(not self.figures[int(at)].unit for at in values["pay"]):
                self.add_error("pay_unit", "The text does not say what a ticked figure is paid for. Choose it here.")
        return values

    def build_document(self) -> Document:
        """Return the document of the preview with the chosen title, facts and figures."""
        values = self.cleaned_data
        changes: dict = {
            column.name: chosen for _, column in OFFERED_FACTS if (chosen := values.get(f"fact_{column.name}"))
        }
        if "soc_code" in changes:
            changes["soc_code"], title = split_soc(changes["soc_code"])
            changes["soc_title"] = title or self.shown.document.soc_title
        document = settle_clauses(self.shown.document, self.library, values.get("clauses", ()))
        document = dataclasses.replace(document, title=values["title"], **changes)
        if values.get("keep") and values.get("job_description"):
            document = _fill_missing(document, to_document(values["job_description"]))
        figures = tuple(self._build_figure(self.figures[int(at)]) for at in values.get("pay", ()))
        return _add_figures(document, figures)

    def _build_figure(self, pay: Pay) -> SalaryRange:
        values = self.cleaned_data
        return SalaryRange(
            employer=values["pay_employer"],
            class_title=values["title"],
            low=pay.low or Decimal(0),
            high=pay.high or Decimal(0),
            unit=pay.unit or values["pay_unit"],
            year=pay.year or values["pay_year"],
            publisher=values["pay_publisher"],
            closeness=SAME,
            measure=RATE if pay.low == pay.high else RANGE,
            remarks=pay.range_label,
        )


def carry_over_input(form: ConfirmForm, data, other: ConfirmForm) -> dict:
    """Return the changes that ``data`` (submitted) makes in ``form``, as initial values for ``other``.

    Both forms belong to one file, read with different offers applied. Ticked figures are matched by value, because
    their order may differ.
    """
    typed = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(data, {}, name)
        if field.has_changed(form.get_initial_for_field(field, name), value):
            typed[name] = value
    if "pay" in typed:
        ticked = {_without_place(pay) for at, pay in enumerate(form.figures) if str(at) in typed["pay"]}
        typed["pay"] = [str(at) for at, pay in enumerate(other.figures) if _without_place(pay) in ticked]
    if "clauses" in typed:
        offered = {offer.id for offer in other.clause_offers}
        typed["clauses"] = [value for value in typed["clauses"] if value in offered]
    return {name: value for name, value in typed.items() if name in other.fields}


def _without_place(pay: Pay) -> Pay:
    """Return a figure without its place in the file."""
    return dataclasses.replace(pay, place=None)


def _fill_missing(document: Document, present: Document) -> Document:
    """Return the document with its missing facts and figures taken from ``present``."""
    facts = {name: getattr(present, name) for name in COLUMNS if not getattr(document, name)}
    document = dataclasses.replace(document, **facts)
    return document if document.salaries else _add_figures(document, present.salaries)


def _add_figures(document: Document, figures: tuple[SalaryRange, ...]) -> Document:
    """Return the document with these figures before its own, and a section for them."""
    if not figures:
        return document
    sections = document.sections
    if not any(section.kind == SALARY for section in sections):
        sections = (*sections, Section(SALARY, kind_name(SALARY)))
    return dataclasses.replace(document, sections=sections, salaries=(*figures, *document.salaries))


def _is_usable(pay: Pay) -> bool:
    """Return whether there is an amount, and it is no stipend."""
    return pay.low is not None and pay.high is not None and not pay.stipend


def _describe_fact(fact: Fact) -> str:
    return f"{fact.value}, as in: {fact.text[:120]}"


def _describe_pay(pay: Pay) -> str:
    figure = SalaryRange(
        "", "", pay.low, pay.high, pay.unit or "year", "", "", SAME, RATE if pay.low == pay.high else RANGE
    )
    words = format_pay(figure) if pay.unit else format_pay(figure).removesuffix(f" {UNITS['year']}")
    further = ", ".join(part for part in (pay.year, pay.range_label) if part)
    return f"{words}{f' ({further})' if further else ''}, as in: {pay.text[:120]}"
