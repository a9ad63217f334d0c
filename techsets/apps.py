from django.apps import AppConfig


class TechsetsConfig(AppConfig):
    name = "techsets"

    def ready(self):
        from django.conf import settings

        from techsets import adminwords
        from techsets.observability import counting, errors

        adminwords.name_things()
        errors.start()
        if settings.METRICS_TOKEN:
            from techsets.observability import metrics

            counting.listener = metrics
            metrics.listen()
