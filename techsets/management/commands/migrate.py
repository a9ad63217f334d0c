"""``manage.py migrate``, of which each migration is carried out wholly or not at all, whenever it is killed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor


class WholeExecutor(MigrationExecutor):
    """Django's, which notes that a migration has been carried out in the transaction that does it.

    Django commits a migration with foreign keys or indexes first and notes it afterwards. Killed in between, it would
    try to make the same tables again at the next start, and fail for ever.
    """

    def apply_migration(self, state, migration, fake=False, fake_initial=False):
        with self._whole(migration):
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)

    def unapply_migration(self, state, migration, fake=False):
        with self._whole(migration):
            return super().unapply_migration(state, migration, fake=fake)

    @contextmanager
    def _whole(self, migration) -> Iterator[None]:
        connection = self.connection
        if not (migration.atomic and connection.features.can_rollback_ddl):
            yield
            return
        # On SQLite tables are made anew, for which the checks of foreign keys have to be off (the schema editor makes
        # them all at the end); inside a transaction they cannot be switched.
        switched = connection.vendor == "sqlite" and connection.disable_constraint_checking()
        try:
            with transaction.atomic(using=connection.alias):
                yield
        finally:
            if switched:
                connection.enable_constraint_checking()


#: Django's command takes the executor from its module.
migrate.MigrationExecutor = WholeExecutor


class Command(migrate.Command):
    pass
