"""The template context of a job description's page, published or as a preview."""

from jobdescriptions.clauses.public import draw_clauses
from jobdescriptions.models import Publication
from jobdescriptions.oews.tables import build_occupation_pay
from jobdescriptions.published_text import PublishedText
from jobdescriptions.queries import select_placements


def build_page_context(publication: Publication, text: PublishedText) -> dict:
    """Return the template context of a publication's page; previews use it too."""
    job = publication.job_description
    return {
        "publication": publication,
        "text": text,
        "job": job,
        "clauses": draw_clauses(text.content),
        "placements": select_placements(job),
        "occupation_pay": build_occupation_pay(text.content["soc_code"], text.content["soc_title"]),
    }
