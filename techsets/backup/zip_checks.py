"""Checks of a zip archive before its directory is read, and of the names in it."""

from __future__ import annotations

import struct
from pathlib import Path

#: The records at the end of a zip archive, with the longest comment and the locator of the 64-bit one.
_MAX_END = 20 + 22 + 65_535


def directory_size(path: Path) -> int:
    """Return the size in bytes of a zip archive's directory by the records at its end; 0 where there are none.

    APPNOTE.TXT 4.3.14 to 4.3.16: end of central directory record, its 64-bit form, and the locator of that one.
    """
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _MAX_END))
        end = file.read()
        at = end.rfind(b"PK\5\6")
        if at < 0 or len(end) < at + 22:
            return 0
        size = struct.unpack_from("<L", end, at + 12)[0]
        if at >= 20 and end[at - 20 : at - 16] == b"PK\6\7":
            file.seek(struct.unpack_from("<Q", end, at - 12)[0])
            large = file.read(56)
            if large[:4] == b"PK\6\6" and len(large) == 56:
                size = max(size if size < 0xFFFFFFFF else 0, struct.unpack_from("<Q", large, 40)[0])
        return size


def is_safe_name(name: str) -> bool:
    """Say whether a name is a relative path that stays below its folder.

    >>> is_safe_name("files/word/ab/abc.docx"), is_safe_name("files/../secret_key"), is_safe_name("/etc/passwd")
    (True, False, False)
    """
    return not any(part in {"", ".", ".."} or "\\" in part or "\0" in part or ":" in part for part in name.split("/"))
