"""The admin as an app, with a site of our own."""

from django.contrib.admin.apps import AdminConfig


class AdminSiteConfig(AdminConfig):
    """Makes our site the default one, so that ``admin.site`` and ``@admin.register`` mean it.

    It stands alone in this module: Django would take it, or its parent, for the configuration of the staff app.
    """

    default_site = "techsets.adminsite.TechsetsAdminSite"
