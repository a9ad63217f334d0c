"""The template context of every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from techsets.common.identity import PERMISSION, SITE_NAME, TAGLINE
from techsets.web.frame import frame_for

#: Key in the WSGI environment, which no visitor can set: the ``ExportTarget`` that the page is rendered for.
EXPORT_TARGET = "techsets.exported"


@dataclass(frozen=True, slots=True)
class ExportTarget:
    """A static copy of the site: its address without a trailing slash, and the name of its search index."""

    url: str
    search_index: str = ""


def base_url(request) -> str:
    """Return the address of the static copy, of the settings or of the request, without a trailing slash."""
    exported = request.META.get(EXPORT_TARGET)
    if exported:
        return exported.url
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def site(request) -> dict[str, Any]:
    """Return the site's name, tagline, permission statement and address, the page's address and its frame.

    ``exported`` is the static copy that the page is rendered for, or None; a copy has scripts in place of forms.
    """
    try:
        address = base_url(request)
    except Exception:  # An error page must render even for a host name that is not allowed.
        address = ""
    values = {
        "publisher": settings.PUBLISHER,
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
