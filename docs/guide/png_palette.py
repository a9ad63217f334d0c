"""Makes the PNG of a screenshot small: at most 256 colors, one byte for each pixel. Needs nothing but Python.

https://www.w3.org/TR/png-3/ says what the chunks and the filters are.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def smaller(data: bytes) -> bytes:
    """Return the same picture with at most 256 colors, as like the first ones as that allows.

    Takes what browsers write: 8 bits for each of red, green and blue, with or without alpha, not interlaced. Anything
    else raises ValueError.
    """
    chunks = list(_chunks(data))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or kind not in (2, 6) or interlaced:
        raise ValueError("This is no PNG as browsers write it: 8 bits, red, green and blue, not interlaced.")
    step = 3 if kind == 2 else 4
    packed = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = list(_rows(packed, width * step, step))
    pixels = [row[at : at + 3] for row in rows for at in range(0, width * step, step)]
    colors = set(pixels)
    for bits in range(1, 8):
        if len(colors) <= 256:
            break
        # Colors that differ only in their last bits become one; white stays white.
        table = bytes(round((value >> bits) * 255 / (255 >> bits)) for value in range(256))
        colors = {color: color.translate(table) for color in set(pixels)}
        pixels = [colors[color] for color in pixels]
        colors = set(pixels)
    palette = sorted(colors)
    index = {color: place for place, color in enumerate(palette)}
    indexed = bytes(index[color] for color in pixels)
    # A row that begins with 0 has no filter.
    lines = b"".join(b"\0" + indexed[at : at + width] for at in range(0, width * height, width))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk as its name and what is in it."""
    if not data.startswith(SIGNATURE):
        raise ValueError("This is no PNG.")
    at = len(SIGNATURE)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def _rows(packed: bytes, size: int, step: int) -> Iterator[bytes]:
    """Yield the rows of pixels without their filters."""
    above = bytearray(size)
    for start in range(0, len(packed), size + 1):
        how, row = packed[start], bytearray(packed[start + 1 : start + 1 + size])
        for at in range(size) if how else ():
            left = row[at - step] if at >= step else 0
            if how == 1:
                by = left
            elif how == 2:
                by = above[at]
            elif how == 3:
                by = (left + above[at]) // 2
            else:
                by = _paeth(left, above[at], above[at - step] if at >= step else 0)
            row[at] = (row[at] + by) & 255
        above = row
        yield bytes(row)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))
