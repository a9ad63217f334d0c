"""``manage.py migrate``, which is carried out wholly or not at all, whenever it is killed."""

from django.core.management.commands import migrate

from techsets.server.transactions import one_transaction


class Command(migrate.Command):
    """Django's, in one transaction.

    Django commits a migration with foreign keys or indexes first and notes it afterwards. Killed in between, it would
    try to make the same tables again at the next start, and fail for ever.
    """

    def handle(self, *args, **options):
        with one_transaction(options["database"]):
            return super().handle(*args, **options)
