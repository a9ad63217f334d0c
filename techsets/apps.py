from django.apps import AppConfig


class TechsetsConfig(AppConfig):
    name = "techsets"

    def ready(self):
        from techsets.adminsite import labels as adminwords
        from techsets.monitoring import error_reports as errors
        from techsets.server import timeouts

        adminwords.name_things()
        timeouts.listen()
        errors.start()
