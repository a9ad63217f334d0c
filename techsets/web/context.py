"""What every template may say about the site itself."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from techsets.common.identity import PERMISSION, SITE_NAME, TAGLINE
from techsets.web.frame import frame_for

#: In the environment of a request, where no visitor can set it: the copy that the page is made for (``ExportTarget``).
EXPORT_TARGET = "techsets.exported"


@dataclass(frozen=True, slots=True)
class ExportTarget:
    """A copy of the site as files: where it will be reached (without a slash at the end), and its search index."""

    url: str
    search_index: str = ""


def base_url(request) -> str:
    """Return the address of the site without a slash at the end, as told by the settings or else by the request.

    Of a page that is made for a copy of the site, that of the copy.
    """
    exported = request.META.get(EXPORT_TARGET)
    if exported:
        return exported.url
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def site(request) -> dict[str, Any]:
    """Return name, tagline, permission statement, the addresses of the site and of the page (without its query).

    ``frame`` has the parts of the page's frame.

    ``exported`` is the copy of the site that the page is made for; None on the site itself. There, no server answers
    queries, and scripts take the place of forms.
    """
    try:
        address = base_url(request)
    except Exception:  # An error page must come up even where the host name is not one of ours.
        address = ""
    values = {
        "contact": settings.CONTACT,
        "site_name": SITE_NAME,
        "site_tagline": TAGLINE,
        "permission": PERMISSION,
        "site_url": address,
    }
    return values | {
        "exported": request.META.get(EXPORT_TARGET),
        "canonical_url": address + request.path if address else "",
        "frame": frame_for(here=getattr(request.resolver_match, "url_name", None), **values),
    }
