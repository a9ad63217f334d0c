"""Configurations of third-party apps: the admin with this project's site, and names for people.

They need a module of their own: in that of an app's own configuration, Django would take one of them for it.
"""

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class AdminSiteConfig(AdminConfig):
    """Makes ``TechsetsAdminSite`` the default, for ``admin.site`` and ``@admin.register``."""

    default_site = "techsets.adminsite.site.TechsetsAdminSite"


class AccountsConfig(AuthConfig):
    verbose_name = "Staff accounts"


class SignInsConfig(AxesConfig):
    verbose_name = "Signing in"
