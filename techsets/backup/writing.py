"""Writing an archive of the whole site while people edit."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from jobdescriptions.models import file_storage
from jobdescriptions.stored_files import StoredFile, find_fault, iterate_stored_files, rewrite_stored_file
from techsets.backup import manifest as manifests
from techsets.backup.manifest import Manifest, Table
from techsets.backup.site_info import environment_of, secret_key_file
from techsets.backup.tables import columns_of, kept_models, last_key, read_rows
from techsets.cache.content_version import read as read_content_version
from techsets.common.storage.files import CHUNK_SIZE, StorageUnavailable, open_verified
from techsets.common.text import format_count
from techsets.server.transactions import snapshot

#: Files up to this size are held in memory between being checked and being packed; longer ones on the disk.
_IN_MEMORY = 16 * 1024 * 1024


def write_archive(file: BinaryIO, say: Callable[[str], None] = lambda line: None) -> Manifest:
    """Write the whole site into ``file`` and return the manifest.

    The database is read as it is at one moment. The files that it names then never change and are never deleted, so
    they may be read afterwards. A file that is missing or damaged is written again where that gives the same bytes;
    otherwise it is named in ``missing``. Raises OSError where ``file`` cannot be written.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        members: dict[str, dict] = {}
        with snapshot(unlimited=True):
            made = Manifest(
                made_at=datetime.now(UTC).isoformat(timespec="microseconds"),
                database=_database(),
                release=settings.RELEASE,
                migrations=sorted(map(list, MigrationRecorder(connection).applied_migrations())),
                edition=read_content_version()[0],
                members=members,
            )
            for model in kept_models():
                table = Table(model._meta.label, columns_of(model), 0, last_key(model))
                _pack(archive, members, table.member, _counted(read_rows(model), table))
                made.tables.append(table)
            files = list(iterate_stored_files())
        say(f"{format_count(made.rows, 'row', 'rows')} of {len(made.tables)} tables.")
        _pack(archive, members, manifests.SETTINGS, [json.dumps(environment_of(), indent=1).encode()])
        key = secret_key_file(settings.DATA_DIR)
        if key is not None:
            _pack(archive, members, manifests.SECRET_KEY, [key.read_bytes()])
        for one in files:
            _pack_file(archive, made, one)
        say(f"{format_count(len(made.files), 'file', 'files')}.")
        data = made.to_bytes()
        archive.writestr(manifests.MANIFEST, data)
        archive.comment = manifests.comment_for(data)
    return made


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return f"{connection.vendor} {cursor.fetchone()[0]}"


def _counted(lines: Iterable[str], table: Table) -> Iterator[bytes]:
    for line in lines:
        table.rows += 1
        yield line.encode() + b"\n"


def _pack(archive: zipfile.ZipFile, members: dict, name: str, chunks: Iterable[bytes], packed: bool = False) -> None:
    """Write a member of the archive and its size and SHA-256 into ``members``. ``packed``: it is compressed already."""
    seen, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    entry.external_attr = 0o600 << 16
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as member:
        for chunk in chunks:
            member.write(chunk)
            seen.update(chunk)
            size += len(chunk)
    members[name] = {"size": size, "sha256": seen.hexdigest()}


def _pack_file(archive: zipfile.ZipFile, made: Manifest, one: StoredFile) -> None:
    """Pack a stored file once it is known to be whole: what is in the archive cannot be taken out of it again."""
    member = manifests.FILES + one.name
    if member in made.members:
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as whole:
        try:
            with open_verified(file_storage(), one.name, one.sha256) as stored:
                for chunk in _chunks(stored):
                    whole.write(chunk)
        except StorageUnavailable:
            raise  # That says nothing of the file: there would be no backup of any.
        except OSError:
            data = rewrite_stored_file(one)
            if data is None:
                why = find_fault(one) or "unreadable"
                made.missing.append({"name": one.name, "what": one.what, "why": why})
                return
            whole.seek(0)
            whole.truncate()
            whole.write(data)
        whole.seek(0)
        _pack(archive, made.members, member, _chunks(whole), packed=True)
    if made.members[member]["sha256"] != one.sha256:
        raise OSError(f"The stored file {one.name} changed while it was being read. Run the backup again.")


def _chunks(file) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_SIZE):
        yield chunk


def sync(file: BinaryIO) -> None:
    """Let everything that was written to ``file`` reach the disk, and be read from there, not from memory, next."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
