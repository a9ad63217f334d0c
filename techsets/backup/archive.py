"""Reading archives, which are checked from end to end before they are restored."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from techsets.backup import manifest as manifests
from techsets.backup.manifest import ArchiveError, Manifest, Table
from techsets.backup.zip_checks import directory_size, is_safe_name
from techsets.common.storage.files import CHUNK_SIZE

#: Exceptions of unpacking a damaged member.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)

#: A member larger than this may be compressed by this ratio at most; rows of real tables compress 10 to 50 times.
_LARGE, _RATIO = 100 * 1024 * 1024, 500
_MAX_MANIFEST = 256 * 1024 * 1024
#: The largest row has a pending upload (10 MB, a third longer in base64).
MAX_ROW = 64 * 1024 * 1024

_MAX_KEY = 10_000
#: Bytes of the zip archive's directory, checked before it is read: a quarter of a million files.
_MAX_DIRECTORY = 32 * 1024 * 1024


_TABLE = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*\Z", re.ASCII)


class Archive:
    """A backup opened for reading; a context manager. Opening it reads only the manifest.

    Raises ArchiveError where the file is no backup, is truncated, or is of a newer format.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if directory_size(path) > _MAX_DIRECTORY:
                raise ArchiveError(f"{path} is damaged: it has more members than a site has files. Use another backup.")
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise ArchiveError(f"There is no file {path}.") from error
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read ({error.strerror}).") from error
        except DAMAGE as error:
            raise ArchiveError(
                f"{path} is no backup, or is damaged: it is no zip archive, or its end is missing. Use another backup."
            ) from error
        try:
            self.manifest = self._read_manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *exception) -> None:
        self._zip.close()

    def _read_manifest(self) -> Manifest:
        if not self._zip.comment.startswith(manifests.comment_for(b"")[:-64]):
            raise ArchiveError(f"{self.path} is no backup of this site, or its last bytes are damaged.")
        try:
            entry = self._zip.getinfo(manifests.MANIFEST)
            if entry.file_size > _MAX_MANIFEST:
                raise ArchiveError(f"The backup is damaged: {manifests.MANIFEST} is too long.")
            data = self._zip.read(entry)
        except (KeyError, *DAMAGE) as error:
            raise _damaged(manifests.MANIFEST) from error
        if manifests.comment_for(data) != self._zip.comment:
            raise _damaged(manifests.MANIFEST)
        return manifests.parse(data)

    def check(self, say: Callable[[str], None] = lambda line: None) -> None:
        """Read everything and compare it with the manifest. Raises ArchiveError, which names the member."""
        self._check_names()
        tables = {table.member: table for table in self.manifest.tables}
        for done, name in enumerate(self.manifest.members, start=1):
            if name in tables:
                count = sum(1 for _ in self.rows(tables[name]))
                if count != tables[name].rows:
                    raise ArchiveError(
                        f"The backup is damaged: {name} has {count} rows, and {tables[name].rows} were written."
                    )
            else:
                with self.open(name) as member:
                    while member.read(CHUNK_SIZE):
                        pass
            if done % 5_000 == 0:
                say(f"{done} of {len(self.manifest.members)} members read.")
        self._check_files()
        self.settings()
        self.secret_key()

    def settings(self) -> dict[str, Any]:
        """Return the settings in the archive: ``settings`` (values by name) and ``secret`` (names)."""
        try:
            data = json.loads(self.read(manifests.SETTINGS))
        except (ValueError, RecursionError) as error:
            raise _damaged(manifests.SETTINGS) from error
        values, secret = (data.get("settings"), data.get("secret")) if isinstance(data, dict) else (None, None)
        if not (isinstance(values, dict) and isinstance(secret, list)):
            raise _damaged(manifests.SETTINGS)
        if not all(isinstance(one, str) for one in [*values.values(), *secret]):
            raise _damaged(manifests.SETTINGS)
        return data

    def secret_key(self) -> bytes | None:
        """Return the secret key in the archive, or None."""
        if manifests.SECRET_KEY not in self.manifest.members:
            return None
        if self.manifest.members[manifests.SECRET_KEY]["size"] > _MAX_KEY:
            raise _damaged(manifests.SECRET_KEY)
        key = self.read(manifests.SECRET_KEY)
        if not key.isascii() or len(key.strip()) < 50:  # As ``env.secret_key`` requires.
            raise _damaged(manifests.SECRET_KEY)
        return key

    def _check_names(self) -> None:
        infos = {info.filename: info for info in self._zip.infolist()}
        if len(infos) != len(self._zip.infolist()):
            raise ArchiveError("The backup is damaged: two of its members have the same name.")
        expected = {*self.manifest.members, manifests.MANIFEST}
        for name in sorted(expected.symmetric_difference(infos)):
            raise ArchiveError(f"The backup is damaged: {name} is {'missing' if name in expected else 'not its own'}.")
        needed = {table.member for table in self.manifest.tables} | {manifests.SETTINGS}
        for name in sorted(needed.difference(infos)):
            raise ArchiveError(f"The backup is damaged: {name} is missing.")
        for table in self.manifest.tables:
            if not _TABLE.match(table.label):
                raise ArchiveError(f"The backup is damaged: {table.label!r} is no table of this site.")
        known = needed | {manifests.MANIFEST, manifests.SECRET_KEY}
        for name in infos:
            if name not in known and not name.startswith(manifests.FILES):
                raise ArchiveError(f"The backup is damaged: {name!r} belongs to no table of it.")
        for name, info in infos.items():
            if name.startswith(manifests.FILES) and not is_safe_name(name):
                raise ArchiveError(f"The backup is damaged: {name!r} would lie outside the folder for files.")
            if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise ArchiveError(f"The backup is damaged: {name} is packed in another way than backups are.")
            if name != manifests.MANIFEST and info.file_size != self.manifest.members[name]["size"]:
                raise _damaged(name)
            if info.file_size > _LARGE and info.file_size > _RATIO * info.compress_size:
                raise ArchiveError(f"The backup is damaged: {name} unpacks to far more than it is.")

    def _check_files(self) -> None:
        """Check that the archive has exactly the files that rows name, except for those listed as missing."""
        named = dict(self._named_files())
        missing = {one["name"] for one in self.manifest.missing}
        there = set(self.manifest.files)
        for name, sha256 in named.items():
            if name in there:
                if self.manifest.members[manifests.FILES + name]["sha256"] != sha256:
                    raise _damaged(manifests.FILES + name)
            elif name not in missing:
                raise ArchiveError(f"The backup is damaged: {manifests.FILES}{name} is missing.")
        for name in there.difference(named):
            raise ArchiveError(f"The backup is damaged: no row names {manifests.FILES}{name}.")

    def _named_files(self) -> Iterator[tuple[str, str]]:
        for table in self.manifest.tables:
            if {"file", "sha256"} <= set(table.columns):
                file, sha256 = table.columns.index("file"), table.columns.index("sha256")
                for row in self.rows(table):
                    if not (isinstance(row[file], str) and isinstance(row[sha256], str)):
                        raise _damaged(table.member)
                    if not is_safe_name(row[file]):
                        raise ArchiveError(
                            f"The backup is damaged: {table.member} names {row[file]!r}, which would lie outside the "
                            "folder for files."
                        )
                    yield row[file], row[sha256]

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """Yield the rows of a table, each a list with a value for each column. Raises ArchiveError."""
        with self.open(table.member) as member:
            while line := member.readline(MAX_ROW):
                try:
                    row = json.loads(line, parse_constant=_refuse_constant)
                except (ValueError, RecursionError) as error:
                    raise _damaged(table.member) from error
                if not isinstance(row, list) or len(row) != len(table.columns):
                    raise _damaged(table.member)
                yield row

    def open(self, name: str) -> Member:
        """Open a member; reading it to its end raises ArchiveError where it was changed."""
        try:
            return Member(name, self._zip.open(name), self.manifest.members[name])
        except (KeyError, *DAMAGE) as error:
            raise _damaged(name) from error

    def read(self, name: str) -> bytes:
        """Return the contents of a small member, checked."""
        with self.open(name) as member:
            return b"".join(iter(lambda: member.read(CHUNK_SIZE), b""))


class Member:
    """A member of an archive, read from beginning to end; size and SHA-256 are checked on the way."""

    def __init__(self, name: str, file: IO[bytes], expected: dict[str, Any]) -> None:
        self.name, self._file, self._expected = name, file, expected
        self._digest, self._size = hashlib.sha256(), 0

    def __enter__(self) -> Member:
        return self

    def __exit__(self, *exception) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes; at the end none, after the check of the whole."""
        return self._checked(lambda: self._file.read(size))

    def readline(self, size: int) -> bytes:
        """Return a line with its line break; at the end none, after the check of the whole."""
        line = self._checked(lambda: self._file.readline(size))
        if line and not line.endswith(b"\n"):
            raise _damaged(self.name)
        return line

    def _checked(self, read: Callable[[], bytes]) -> bytes:
        try:
            data = read()
        except DAMAGE as error:
            raise _damaged(self.name) from error
        self._digest.update(data)
        self._size += len(data)
        ended = not data and (self._size, self._digest.hexdigest()) != (
            self._expected["size"],
            self._expected["sha256"],
        )
        if ended or self._size > self._expected["size"]:
            raise _damaged(self.name)
        return data


def _refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON (RFC 8259, 6), and PostgreSQL takes none."""
    raise ValueError(name)


def _damaged(name: str) -> ArchiveError:
    return ArchiveError(f"The backup is damaged: {name} is not what was written. Use another backup.")
