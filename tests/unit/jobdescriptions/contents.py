"""Contents of job descriptions as values, and some that are made to take long to compare, of any size."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Content = dict[str, Any]


def words_at_random(seed: object, count: int) -> str:
    """Return so many of three thousand words, with spaces between them."""
    return " ".join(random.Random(seed).choices([f"word{n}" for n in range(3000)], k=count))


def content(*sections: dict[str, str], **overrides: Any) -> Content:
    """Return the content of a job description with these sections."""
    values = {
        "title": "Technician",
        "also_called": [],
        "employment_class": "Classified",
        "reports_to": "",
        "flsa": "",
        "work_year": "11 months",
        "soc_code": "",
        "soc_title": "",
        "salaries": [],
    }
    return values | {"sections": list(sections)} | overrides


def section(heading: str, body: str, kind: str = "") -> dict[str, str]:
    """Return a section; its body is HTML."""
    return {"kind": kind, "heading": heading, "body": body}


def items(*texts: str, tag: str = "ul") -> str:
    """Return a list as HTML."""
    return f"<{tag}>{''.join(f'<li>{text}</li>' for text in texts)}</{tag}>"


def one_paragraph(seed: int, size: float) -> Content:
    return content(section("Text", f"<p>{words_at_random(seed, round(60_000 * size))}</p>"))


def many_items(seed: int, size: float) -> Content:
    return content(section("Text", items(*words_at_random(seed, round(30_000 * size)).split())))


def one_item_again_and_again(seed: int, size: float) -> Content:
    texts = ["a"] * round(30_000 * size) if seed == 1 else ["a", "b"] * round(15_000 * size)
    return content(section("Text", items(*texts)))


def many_sections(seed: int, size: float) -> Content:
    count = round(2000 * size)
    return content(*(section(f"{seed} {n}", f"<p>{words_at_random(n * seed, 20)}</p>") for n in range(count)))


def gaps(seed: int, size: float) -> Content:
    """Every tenth to hundredth paragraph is the same in all; what is between them is not."""
    side = size**0.5
    between = round(95 * side)
    paragraphs = (
        f"<p>{words_at_random(f'{seed} {n} {m}', 8)}</p>" if m else f"<p>same {n}</p>"
        for n in range(round(60 * side))
        for m in range(between)
    )
    return content(section("Text", "".join(paragraphs)))


#: Each takes a seed, 1 for the earlier content and 2 for the later one, and a size: 1 is as large as a site may meet.
HOSTILE: dict[str, Callable[[int, float], Content]] = {
    "one paragraph": one_paragraph,
    "items": many_items,
    "one item": one_item_again_and_again,
    "sections": many_sections,
    "gaps": gaps,
}


def long_document(seed: int) -> Content:
    """Ten sections of twenty paragraphs of fifty words: ten thousand words."""
    return content(
        *(
            section(f"Part {n}", "".join(f"<p>{words_at_random(f'{seed} {n} {m}', 50)}</p>" for m in range(20)))
            for n in range(10)
        )
    )
