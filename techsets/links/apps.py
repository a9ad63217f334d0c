"""The app of links to other sites."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "techsets.links"
    label = "links"
    verbose_name = "Links to other sites"
