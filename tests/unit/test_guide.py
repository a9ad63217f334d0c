"""The guide for district staff: its links lead somewhere, its pictures are there, small, and described in words."""

import re
import struct
import sys
import zlib
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_of_the_guide_is_there(page):
    found = LINK.findall(page.read_text())
    assert found
    for is_picture, words, target in found:
        if target.startswith("https://"):
            continue
        file = page.parent / target.partition("#")[0]
        assert file.is_file(), f"{page.name} leads to {target}, which is not there."
        if is_picture:
            assert len(words) > 40, f"{target} needs words for those who do not see it."
            assert file.stat().st_size < 120_000, f"{target} is too large."


def test_no_picture_is_left_that_no_page_shows():
    shown = {target for page in PAGES for mark, _, target in LINK.findall(page.read_text()) if mark}
    assert {f"images/{path.name}" for path in (GUIDE / "images").iterdir()} == shown


def png(width, rows, filters, step=3):
    """Return a PNG whose rows of bytes are written with these filters."""
    packed, above = b"", bytes(width * step)
    for how, row in zip(filters, rows, strict=True):
        left = bytes(step) + row[:-step]
        corner = bytes(step) + above[:-step]
        guess = {
            0: lambda *_: 0,
            1: lambda a, b, c: a,
            2: lambda a, b, c: b,
            3: lambda a, b, c: (a + b) // 2,
            4: lambda a, b, c: min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2],
        }[how]
        packed += bytes([how]) + bytes(
            (now - guess(*others)) & 255 for now, *others in zip(row, left, above, corner, strict=True)
        )
        above = row
    kind = {3: 2, 4: 6}[step]
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, kind, 0, 0, 0)), (b"IDAT", zlib.compress(packed)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (*parts, (b"IEND", b""))
    )


@pytest.fixture
def png_palette(monkeypatch):
    monkeypatch.syspath_prepend(str(GUIDE))
    import png_palette

    yield png_palette
    del sys.modules["png_palette"]


def pixels(module, data):
    """Return the rows of colors of a PNG with a palette."""
    chunks = dict(module._chunks(data))
    width, _, _, kind, *_ = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind == 3
    palette = [chunks[b"PLTE"][at : at + 3] for at in range(0, len(chunks[b"PLTE"]), 3)]
    assert len(palette) <= 256
    return [[palette[index] for index in row] for row in module._rows(zlib.decompress(chunks[b"IDAT"]), width, 1)]


def test_a_picture_of_few_colors_stays_the_same_to_the_pixel(png_palette):
    rows = [bytes((x * 40 + y * 3 + c * 17) % 251 for x in range(6) for c in range(3)) for y in range(5)]
    same = [[row[at : at + 3] for at in range(0, 18, 3)] for row in rows]
    assert pixels(png_palette, png_palette.smaller(png(6, rows, [0, 1, 2, 3, 4]))) == same
    clear = [bytes(one for at in range(0, 18, 3) for one in (*row[at : at + 3], 255)) for row in rows]
    assert pixels(png_palette, png_palette.smaller(png(6, clear, [4, 4, 3, 2, 1], step=4))) == same


def test_a_picture_of_many_colors_keeps_white_and_black_and_comes_close_with_the_others(png_palette):
    colors = [bytes((r, g, b)) for r in (0, 90, 255) for g in range(0, 256, 15) for b in range(0, 256, 15)]
    rows = [b"".join(colors[at : at + 27]) for at in range(0, len(colors), 27)]
    found = [color for row in pixels(png_palette, png_palette.smaller(png(27, rows, [2] * len(rows)))) for color in row]
    assert found[0] == b"\0\0\0" and found[-1] == b"\xff\xff\xff"
    assert (
        max(abs(one - other) for a, b in zip(found, colors, strict=True) for one, other in zip(a, b, strict=True)) < 32
    )


def test_what_is_no_picture_of_a_browser_is_refused(png_palette):
    with pytest.raises(ValueError, match="no PNG"):
        png_palette.smaller(b"GIF89a")
