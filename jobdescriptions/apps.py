"""The app's name for people."""

from django.apps import AppConfig


class JobDescriptionsConfig(AppConfig):
    name = "jobdescriptions"
    verbose_name = "Job descriptions"
