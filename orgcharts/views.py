"""The pages of support models, charts and positions."""

from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView

from jobdescriptions.models import Publication
from jobdescriptions.published_text import PublishedText
from jobdescriptions.queries import count_published
from orgcharts.changes import former_numbers
from orgcharts.drawing import boxes, html_chart
from orgcharts.drawing.chart_page import draw_chart, draw_listing
from orgcharts.drawing.marks import LINE_DERIVED, NAME_DERIVED, NAME_REPLACED, draw_source_list
from orgcharts.fte import format_fte_in_words
from orgcharts.kinds import describe_kind, format_size
from orgcharts.models import Placement, Position
from orgcharts.queries import select_chart, select_site_text, select_support_models
from orgcharts.texts import render_body
from orgcharts.tree.nesting import count_boxes

#: A chart of more boxes than this offers a search inside it.
SEARCH_ABOVE = 15


class HomeView(TemplateView):
    """The introduction and the four support models."""

    template_name = "orgcharts/home.html"

    def get_context_data(self, **kwargs):
        published = count_published()
        return super().get_context_data(
            introduction=select_site_text("introduction"),
            support_models=select_support_models(),
            job_count=published.total,
            added_count=published.added,
            **kwargs,
        )


class RolesAddedView(TemplateView):
    """The roles that the original lists do not have, and where they would stand: a text that staff keep."""

    template_name = "orgcharts/roles_added.html"

    def get_context_data(self, **kwargs):
        text = select_site_text("roles-added")
        return super().get_context_data(
            text=text,
            heading=text.heading if text else "Roles the original lists do not have",
            body=render_body(text) if text else "",
            publications=Publication.objects.current().added(),
            sources=draw_source_list(text.sources) if text else (),
            **kwargs,
        )


class ChartView(TemplateView):
    """A support model: characteristics, chart, and the listing of job descriptions as on the original site."""

    template_name = "orgcharts/chart.html"

    def get_context_data(self, slug: str, **kwargs):
        found_chart = select_chart(slug)
        if found_chart is None:
            raise Http404("There is no chart at this address.")
        chart, characteristics = found_chart
        head = boxes.read_boxes(chart.pk)
        size, jobs = count_boxes(head)
        # A small chart has no search of its own: an address that asks for one shows the whole chart.
        find = self.request.GET.get("find", "").strip()[:100] if size > SEARCH_ABOVE else ""
        found = html_chart.find_boxes(head, find) if head and find else None
        unfold_all = self.request.GET.get("open") == "all"
        return super().get_context_data(
            chart=chart,
            support_model=chart.support_model,
            characteristics=html_chart.draw_characteristics(characteristics),
            size=size,
            size_in_words=format_size(size, jobs),
            can_search=size > SEARCH_ABOVE,
            folds=size > html_chart.FOLD_ABOVE,
            unfold_all=unfold_all,
            find=find,
            found_count=len(found.hits) if found else None,
            # Without a match the whole chart is drawn, under a sentence that says so.
            drawn=draw_chart(chart, head, found if found and found.hits else None, unfold_all),
            shared=[(box, line) for box in (head.walk() if head else ()) for line in box.shared],
            listing=draw_listing(head),
            **kwargs,
        )


class PositionView(TemplateView):
    """One position: its place, its job descriptions, what they are paid."""

    template_name = "orgcharts/position.html"

    def get(self, request, slug: str, number: str, **kwargs):
        """Show the position; where none has that number, redirect to the one that had it last."""
        try:
            positions = Position.objects.at(slug, number).filter(chart__support_model__isnull=False)
            self.position = former_numbers.annotate_history(positions.select_related("chart__support_model")).first()
            moved = former_numbers.find_successor(slug, number) if self.position is None else None
        except ValueError:
            self.position = moved = None
        if moved is not None:
            # Not permanently: another position may get the number.
            return HttpResponseRedirect(moved.get_absolute_url())
        if self.position is None:
            raise Http404(f"There is no position {number} in this chart.")
        return super().get(request, slug=slug, number=number, **kwargs)

    def get_context_data(self, slug: str, number: str, **kwargs):
        position = self.position
        around = list(Position.objects.around(position))
        for one in around:
            one.chart = position.chart  # So that their addresses need no query.
        above = [one for one in around if one.depth < position.depth]
        placements = list(
            Placement.objects.filter(position=position, job_description__published_version__isnull=False)
            .select_related("job_description")
            .order_by("order", "pk")
        )
        publications = {
            publication.job_description_id: publication
            for publication in Publication.objects.current()
            .filter(job_description__in=[placement.job_description_id for placement in placements])
            .annotate(text_as_json=Cast("content", TextField()))
            .defer("content")
        }
        shared_lines = list(position.shared_lines.select_related("supervisor__chart"))
        jobs = [(placement, publications[placement.job_description_id]) for placement in placements]
        return super().get_context_data(
            position=position,
            former=former_numbers.get_history(position),
            chart=position.chart,
            above=above,
            supervisor=above[-1] if above else None,
            direct_reports=[one for one in around if one.depth > position.depth],
            kind_sentence=describe_kind(position.kind, len(jobs)),
            name_derived=NAME_DERIVED,
            name_replaced=NAME_REPLACED,
            line_derived=LINE_DERIVED if any(line.is_derived for line in shared_lines) else "",
            full_time=format_fte_in_words(position.fte),
            shared_lines=shared_lines,
            # Drafts of charts are not public.
            shares=list(
                position.shared_positions.filter(position__in=Position.objects.published()).select_related(
                    "position__chart"
                )
            ),
            jobs=[
                (placement, publication, PublishedText.from_json(publication.text_as_json))
                for placement, publication in jobs
            ],
            **kwargs,
        )


def to_support_models(request):
    """Redirect to the charts on the home page."""
    return HttpResponseRedirect(f"{reverse('home')}#support-models")
