"""Apps of others under our words, and the admin with a site of our own.

They stand alone in this module: beside the staff app's own configuration Django would take one of them for it.
"""

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class AdminSiteConfig(AdminConfig):
    """Makes our site the default one, so that ``admin.site`` and ``@admin.register`` mean it."""

    default_site = "techsets.adminsite.site.TechsetsAdminSite"


class AccountsConfig(AuthConfig):
    verbose_name = "Staff accounts"


class SignInsConfig(AxesConfig):
    verbose_name = "Signing in"
