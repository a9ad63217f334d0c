"""The app of the reference content."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "techsets.reference"
    label = "reference"
    verbose_name = "Reference content"
