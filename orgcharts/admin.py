"""Support models, charts and positions in the admin: their texts, and which job descriptions stand where."""

from django import forms
from django.contrib import admin

from orgcharts import operations, signals
from orgcharts.models import Characteristic, OrgChart, Placement, Position, SharedSupervision, SiteText, SupportModel
from orgcharts.tableadmin import TableAdminMixin


class TextAdmin(admin.ModelAdmin):
    """Rows that belong to the make-up of the site: their texts are edited, they are neither added nor deleted here."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def tell(chart: OrgChart | None) -> None:
    """Let the rest of the site know that a chart has changed, under its lock: nobody moves anything meanwhile."""
    if chart is not None:
        with operations.changing(chart):
            pass


class CharacteristicInline(admin.TabularInline):
    model = Characteristic
    extra = 0
    formfield_overrides = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in {"text", "note"}:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 60})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SupportModel)
class SupportModelAdmin(TextAdmin):
    list_display = ["name", "maturity", "level", "order"]
    fields = ["name", "order", "lead", "summary"]
    inlines = [CharacteristicInline]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        tell(OrgChart.objects.filter(support_model=form.instance).first())


@admin.register(OrgChart)
class OrgChartAdmin(TableAdminMixin, TextAdmin):
    list_display = ["title", "support_model", "order"]
    fields = ["title", "order", "note"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        tell(form.instance)


class PlacementInline(admin.TabularInline):
    model = Placement
    extra = 0
    autocomplete_fields = ["job_description"]


class SharedSupervisionInline(admin.StackedInline):
    model = SharedSupervision
    fk_name = "position"
    extra = 0
    autocomplete_fields = ["supervisor"]


@admin.register(Position)
class PositionAdmin(TextAdmin):
    """The texts and placements of a position. Its place in the tree is not edited in this form."""

    list_display = ["title", "index_number", "chart"]
    list_filter = ["chart"]
    list_select_related = ["chart"]
    search_fields = ["title"]
    ordering = ["path"]
    fields = ["index_number", "chart", "title", "is_derived", "note"]
    readonly_fields = ["index_number", "chart"]
    inlines = [PlacementInline, SharedSupervisionInline]

    @admin.display(description="index number")
    def index_number(self, position: Position) -> str:
        return position.index_number

    def save_model(self, request, obj, form, change):
        # Only what was changed in the form: somebody else may have edited the rest since it was opened.
        if form.changed_data:
            obj.save(update_fields=[name for name in form.changed_data if name in {"title", "is_derived", "note"}])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        tell(form.instance.chart)


@admin.register(SiteText)
class SiteTextAdmin(TextAdmin):
    list_display = ["heading", "key"]
    fields = ["heading", "body", "note"]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        signals.site_text_changed.send(sender=SiteText, site_text=form.instance)
