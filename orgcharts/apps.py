"""The app's name for people."""

from django.apps import AppConfig


class OrgChartsConfig(AppConfig):
    name = "orgcharts"
    verbose_name = "Support models and charts"
