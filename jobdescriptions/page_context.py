"""What the page of a job description shows, published or as a preview."""

from jobdescriptions.models import Publication
from jobdescriptions.published_text import PublishedText
from jobdescriptions.queries import select_placements


def build_page_context(publication: Publication, text: PublishedText) -> dict:
    """Return what the page of a publication with that text shows; a draft's preview is made of the same."""
    job = publication.job_description
    return {"publication": publication, "text": text, "job": job, "placements": select_placements(job)}
