from django.apps import AppConfig


class TechsetsConfig(AppConfig):
    name = "techsets"

    def ready(self):
        from techsets.adminsite import labels
        from techsets.config import checks  # noqa: F401 (importing it registers its checks)
        from techsets.monitoring import error_reports
        from techsets.server import timeouts

        labels.apply_verbose_names()
        timeouts.connect_signals()
        error_reports.start()
