from django.apps import AppConfig


class TechsetsConfig(AppConfig):
    name = "techsets"

    def ready(self):
        from techsets import adminwords, timeouts
        from techsets.observability import errors

        adminwords.name_things()
        timeouts.listen()
        errors.start()
