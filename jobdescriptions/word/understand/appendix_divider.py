"""Recognizes the divider that written files have above the appendix (see ``appendix``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jobdescriptions.word import appendix
from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.document import Section
from jobdescriptions.word.understand.headings import normalize_wording

#: The heading of what somebody has written below the divider.
_OWN_WORDS = "Appendix"

_HEADING, _SENTENCE = normalize_wording(appendix.HEADING), normalize_wording(appendix.SENTENCE)


def drop_divider(sections: Iterable[Section]) -> list[Section]:
    """Return the sections without the divider; other text below its heading becomes a section of its own."""
    result = []
    for section in sections:
        if normalize_wording(section.heading) == _HEADING:
            blocks = tuple(block for block in section.blocks if normalize_wording(block_line(block)) != _SENTENCE)
            if not blocks:
                continue
            section = replace(section, heading=_OWN_WORDS, blocks=blocks)
        result.append(section)
    return result
