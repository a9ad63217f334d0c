"""All job descriptions from A to Z, with filters by where they stand in the charts and by employment class."""

from django import forms
from django.db.models.functions import Lower
from django.views.generic import ListView

from jobdescriptions.models import EmploymentGroup, Publication
from orgcharts.models import Level, Maturity, OrgChart, Position


class CatalogueForm(forms.Form):
    """The filters. Each narrows the list; together they narrow it further."""

    model = forms.ModelChoiceField(
        OrgChart.objects.published(),
        label="Support model",
        required=False,
        empty_label="All models",
        to_field_name="slug",
    )
    maturity = forms.ChoiceField(choices=[("", "Any maturity"), *Maturity.choices], required=False)
    level = forms.ChoiceField(choices=[("", "Any level"), *Level.choices], required=False)
    group = forms.ChoiceField(
        choices=[("", "Any class"), *EmploymentGroup.choices], required=False, label="Employment class"
    )

    def narrow(self, publications):
        """Return the publications that pass the filters. A filter whose value is unknown is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        where = {}
        if chosen.get("model"):
            where["chart"] = chosen["model"]
        if chosen.get("maturity"):
            where["chart__support_model__maturity"] = chosen["maturity"]
        if chosen.get("level"):
            where["chart__support_model__level"] = chosen["level"]
        if where:
            # One position has to pass all of them: filters on different positions would find jobs that no chart has.
            # Only the ids: a filter across the two relations would repeat a job for each of its positions.
            positions = Position.objects.filter(**where).order_by()
            publications = publications.filter(
                job_description__in=positions.filter(job_descriptions__isnull=False).values("job_descriptions")
            )
        if chosen.get("group"):
            publications = publications.filter(employment_group=chosen["group"])
        return publications

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())


class CatalogueView(ListView):
    """Job descriptions A to Z."""

    template_name = "jobdescriptions/list.html"
    context_object_name = "publications"

    def get_queryset(self):
        self.form = CatalogueForm(self.request.GET)
        return self.form.narrow(Publication.objects.for_list()).order_by(Lower("title"), "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(form=self.form, total=Publication.objects.current().count(), **kwargs)
