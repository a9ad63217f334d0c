"""What every template may say about the site itself."""

from django.conf import settings

#: Granted on every page and in every file; the words of the original site.
PERMISSION = (
    "TechSETS grants permission for educational institutions to adapt and/or modify the charts and job descriptions "
    "to assist school districts in expediting their technology goals."
)
SITE_NAME = "TechSETS"
TAGLINE = "Staffing reference for school technology departments"


def base_url(request) -> str:
    """Return the address of the site without a slash at the end, as told by the settings or else by the request."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def site(request) -> dict[str, str]:
    """Return name, tagline, permission statement, and the addresses of the site and of the page (without its query)."""
    try:
        address = base_url(request)
    except Exception:  # An error page must come up even where the host name is not one of ours.
        address = ""
    return {
        "contact": settings.CONTACT,
        "site_name": SITE_NAME,
        "site_tagline": TAGLINE,
        "permission": PERMISSION,
        "site_url": address,
        "canonical_url": address + request.path if address else "",
    }
