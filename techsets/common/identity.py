"""What the site is called, and the permission that it grants."""

SITE_NAME = "TechSETS"
TAGLINE = "Staffing reference for school technology departments"
#: Granted on every page and in every file; the words of the original site.
PERMISSION = (
    "TechSETS grants permission for educational institutions to adapt and/or modify the charts and job descriptions "
    "to assist school districts in expediting their technology goals."
)
