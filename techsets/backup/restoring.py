"""Restoring an archive, on SQLite or PostgreSQL.

One transaction replaces the present site: tables, rows, later migrations, search, and last the stored files, which
never overwrite others. If the archive is damaged, or the restore is killed, the present site is unchanged. The secret
key is written after the transaction, while a mark in the database keeps the site from starting; running the same
restore again completes it.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

from jobdescriptions.models import file_storage
from techsets.backup import manifest as manifests
from techsets.backup import target
from techsets.backup.archive import Archive
from techsets.backup.manifest import ArchiveError, Manifest
from techsets.backup.site_info import secret_key_file
from techsets.backup.tables import (
    columns_of,
    database_value,
    delete_rows,
    fields_of,
    insert_statement,
    kept_models,
    set_last_key,
)
from techsets.cache.models import PublicRevision
from techsets.common.storage.files import CHUNK_SIZE, open_verified, replace_file
from techsets.common.text import format_count
from techsets.search import index
from techsets.server.transactions import one_transaction
from techsets.verify import contents, derived_data, trees
from techsets.verify.findings import FROM_BACKUP

_BATCH = 200


#: The last migrations of an archive, and Django's app registry at that state.
State = tuple[list[tuple[str, str]], Any]


def archive_state(manifest: Manifest) -> State:
    """Return the migration state of the archive's tables.

    Raises ArchiveError where this release does not know it, because the archive is of a newer one.
    """
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for one in loader.graph.nodes.values() for key in (one.replaces if one else ())}
    recorded = [tuple(key) for key in manifest.migrations]
    unknown = [key for key in recorded if key not in loader.graph.nodes and key not in replaced]
    if unknown:
        raise ArchiveError(
            f"This backup was made by a newer release ({manifest.release}; this one is {settings.RELEASE}): it has "
            f"the migration {'.'.join(unknown[0])}. Install that release, then restore."
        )
    known = {key for key in recorded if key in loader.graph.nodes}
    last = [key for key in sorted(known) if not known.intersection(loader.graph.node_map[key].children)]
    apps = loader.project_state(last).apps
    # Sorted, since a migration adds a column at the end, wherever its field is in the model.
    there = {model._meta.label: sorted(columns_of(model)) for model in kept_models(apps)}
    for table in manifest.tables:
        if there.get(table.label) != sorted(table.columns):
            raise ArchiveError(
                f"This release cannot read the table {table.label} of the backup. Install the release that made it "
                f"({manifest.release}), then restore."
            )
    if lacking := sorted(set(there).difference(table.label for table in manifest.tables)):
        raise ArchiveError(f"The backup is damaged: the table {lacking[0]} is missing.")
    return last, apps


def restore(archive: Archive, state: State, say: Callable[[str], None] = lambda line: None) -> None:
    """Restore a checked archive of that state in place of whatever the database has.

    Raises ArchiveError, with what to do.
    """
    manifest, (migrations, apps) = archive.manifest, state
    edition = max(target.last_content_version(), manifest.edition)
    is_replaced = not target.unfinished_restore() and bool(target.row_counts())
    with one_transaction():
        target.mark_unfinished(f"{archive.path.name} of {manifest.made_at}")
        if not _is_ready(manifest):
            say("Tables ...")
            target.drop_tables()
            executor = MigrationExecutor(connection)
            executor.migrate(migrations)
        say(f"{format_count(manifest.rows, 'row', 'rows')} ...")
        _put_rows(archive, apps)
        # Later migrations of an archive of an older release, and permissions of later models.
        call_command("migrate", interactive=False, verbosity=0)
        say("Search ...")
        index.rebuild()
        if is_replaced:
            _refuse_damaged()
        _begin_content_version(edition)
        say(f"{format_count(len(manifest.files), 'file', 'files')} ...")
        _put_files(archive)
    _put_secret_key(archive)
    target.clear_mark()


def _refuse_damaged() -> None:
    """Raise ArchiveError where the loaded content has irreparable damage, so that it does not replace a sound site.

    On an empty database it is restored and reported, since it may be the best that is left.
    """
    findings = [*trees.check(), *contents.check(quick=True), *derived_data.check_history(quick=True)]
    damage = [finding for finding in findings if finding.remedy == FROM_BACKUP]
    if damage:
        more = f" (and {len(damage) - 1} more)" if len(damage) > 1 else ""
        raise ArchiveError(
            f"The backup is damaged: {damage[0].where}: {damage[0].text}{more} What was there before is as it was. Use "
            "another backup, or restore this one on an empty database to see what is left of it."
        )


def _is_ready(manifest: Manifest) -> bool:
    """Say whether the database is empty and at the migrations of the archive."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    return set(loader.applied_migrations) == set(map(tuple, manifest.migrations)) and not target.row_counts()


def _put_files(archive: Archive) -> None:
    storage = file_storage()
    for name in archive.manifest.files:
        member = manifests.FILES + name
        try:
            open_verified(storage, name, archive.manifest.members[member]["sha256"]).close()
            continue
        except OSError:
            pass
        with tempfile.SpooledTemporaryFile(16 * 1024 * 1024) as whole, archive.open(member) as packed:
            while chunk := packed.read(CHUNK_SIZE):
                whole.write(chunk)
            whole.seek(0)
            try:
                replace_file(storage, name, File(whole))
            except OSError as error:
                raise ArchiveError(
                    f"The file {name} cannot be stored ({error.strerror or error}). Make room, or let this account "
                    "write there, then run the same command again."
                ) from error


def _put_rows(archive: Archive, apps: Any) -> None:
    """Replace all rows with those of the archive, in one transaction."""
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # Rows refer to later ones.
        delete_rows(model for model in models.values() if model._meta.managed and not model._meta.proxy)
        for table in archive.manifest.tables:
            model = models[table.label]
            count = 0
            fields = fields_of(model, table.columns)
            for batch in _batches(fields, archive.rows(table)):
                _insert(model, fields, batch)
                count += len(batch)
            if count != table.rows or model._base_manager.count() != count:
                rows = format_count(table.rows, "row", "rows")
                raise ArchiveError(f"{table.member} has {rows}, and not all of them came into the database.")
            if table.last_key is not None:
                set_last_key(model, table.last_key)
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise ArchiveError(f"The backup is damaged: a row names another one that is not there. {error}") from error
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    ContentType.objects.clear_cache()


def _batches(fields: list[Field], rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    # Few where each may have megabytes.
    size = 10 if any(field.get_internal_type() == "BinaryField" for field in fields) else _BATCH
    while batch := list(islice(rows, size)):
        yield [[database_value(field, value) for field, value in zip(fields, row, strict=True)] for row in batch]


def _insert(model: Any, fields: list[Field], batch: list[list[Any]]) -> None:
    statement = insert_statement(model, fields)
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.executemany(statement, batch)
            return
        except DatabaseError as error:
            reason = error
        for row in batch:  # To name the row.
            try:
                with transaction.atomic():
                    cursor.execute(statement, row)
            except DatabaseError as error:
                raise ArchiveError(
                    f"This database does not take a row of {model._meta.label} (the one with {fields[0].name} "
                    f"{row[0]}): {str(error).strip()} Correct it on the site that the backup is of, and make a new one."
                ) from error
        raise reason


def _put_secret_key(archive: Archive) -> None:
    path, key = secret_key_file(settings.DATA_DIR), archive.secret_key()
    if path is None or key is None:
        return
    draft = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def _begin_content_version(last: int) -> None:
    """Begin a content version that no web server has seen, so that none serves cached pages of another state.

    The versions that follow the archive's may have been used after the backup; the seconds since 1970 were not.
    """
    PublicRevision.objects.create(pk=max(last + 1, int(time.time())))
    set_last_key(PublicRevision, 0)
