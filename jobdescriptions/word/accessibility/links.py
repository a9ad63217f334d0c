"""Rules about links: whether their text describes the target."""

from __future__ import annotations

import re

from jobdescriptions.word.accessibility.content import Content, Link
from jobdescriptions.word.accessibility.findings import Findings, quote

_VAGUE = frozenset(
    (
        "click", "click here", "click this", "click this link", "click the link", "here", "more", "read more",
        "see more", "learn more", "more info", "more information", "find out more", "link", "this link",
        "the link", "a link", "this", "this page", "this site", "this website", "page", "website", "web site",
        "site", "go", "go here", "see here", "details", "more details", "continue", "download", "download here",
        "follow this link", "info", "url", "web page", "webpage", "visit", "view", "open",
    )
)  # fmt: skip
#: Maximum number of characters of a link's text that are checked.
MAX_TEXT_LENGTH = 500
_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.)\S+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{2}")
_AROUND = re.compile(r"\W*+(.*\w|)", re.DOTALL)


def check_links(content: Content, findings: Findings) -> None:
    """Check the links of the body and of notes."""
    targets: dict[str, Link] = {}
    reported: set[str] = set()
    for link in content.links:
        text = link.text[:MAX_TEXT_LENGTH]
        words = _AROUND.match(text)[1].casefold()  # type: ignore[index]
        if not words:
            continue
        if words in _VAGUE:
            findings.add(
                "link-vague",
                link.paragraph.where or quote(text),
                f"The link {quote(text)} does not say where it leads.",
            )
        elif _ADDRESS.fullmatch(text.strip("<>()[].,; ")) and not link.inner:
            findings.add(
                "link-address",
                link.paragraph.where or quote(text),
                f"The link shows the bare address {quote(text)}, which a screen reader spells out.",
            )
        if link.inner or not link.target or not _NAME.search(text) or _ADDRESS.match(text):
            continue  # Numbers are citations; addresses have a finding of their own.
        first = targets.setdefault(words, link)
        if _normalize_target(first.target) != _normalize_target(link.target) and words not in reported:
            reported.add(words)
            findings.add(
                "link-same-text",
                link.paragraph.where or quote(text),
                f"Links with the same words, {quote(text)}, lead to different places.",
            )


def _normalize_target(target: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", target.strip().casefold()).rstrip("/")
