from django.apps import AppConfig


class TechsetsConfig(AppConfig):
    name = "techsets"

    def ready(self):
        from techsets import timeouts
        from techsets.adminsite import labels as adminwords
        from techsets.observability import errors

        adminwords.name_things()
        timeouts.listen()
        errors.start()
