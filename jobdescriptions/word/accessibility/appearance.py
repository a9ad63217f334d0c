"""Rules about the formatting of text: contrast, size, alignment, effects, and the declared language."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import groupby

from jobdescriptions.word.accessibility.colors import AUTO, UNKNOWN, contrast_ratio
from jobdescriptions.word.accessibility.content import BODY_REGION, NOTE_REGION, Content, Paragraph, Span
from jobdescriptions.word.accessibility.findings import Findings, format_count, quote

#: WCAG 2.1, 1.4.3: minimum contrast, and that of large text (18 points, or 14 points bold; sizes in half points).
MIN_CONTRAST, MIN_CONTRAST_OF_LARGE_TEXT = 4.5, 3.0
LARGE_SIZE, LARGE_BOLD_SIZE = 36, 28
#: Minimum readable size, in half points.
MIN_SIZE = 18
#: Minimum number of characters from which justified alignment matters; shorter paragraphs fit on one line.
MIN_JUSTIFIED_LENGTH = 100

_LETTERS = re.compile(r"[^\W\d_]+")
_SIGN = re.compile(r"\w")
_WORDS = re.compile(r"[a-z']+")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|[xi]-[A-Za-z0-9-]+")
_CYRILLIC_OR_GREEK = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_LATIN_LANGUAGES = frozenset(("en", "es", "fr", "de", "it", "pt", "nl", "vi", "tl", "fil", "da", "sv", "pl"))
_EAST_ASIAN = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
#: Words that make up about a fifth of English text and are rare in other languages.
_ENGLISH = frozenset(("the", "of", "and", "to", "with", "for", "from", "that", "are", "will", "by", "this", "or", "is"))
_ENGLISH_SHARE, _MIN_WORDS = 0.14, 20


def check_appearance(content: Content, findings: Findings) -> None:
    """Check the formatting of all text; that of headers and footers for contrast only."""
    _check_contrast(content.paragraphs, findings)
    paragraphs = content.of(BODY_REGION, NOTE_REGION)
    _check_sizes(paragraphs, findings)
    _check_alignment(paragraphs, findings)
    for paragraph in paragraphs:
        effect = next(
            (span.run_format.effect for span in paragraph.spans if span.run_format.effect and span.text.strip()), ""
        )
        if effect:
            findings.add("text-effect", paragraph.where, f"The text has the animated effect {quote(effect)}.")


def _check_contrast(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    worst = [(paragraph, _find_lowest_contrast(paragraph)) for paragraph in paragraphs if paragraph.text.strip()]
    # A list or the header row of a table in one color of low contrast is one finding.
    for (_, pair), group in groupby(worst, lambda one: (one[0].location, one[1] and one[1][1:])):
        found = list(group)
        if pair is None:
            continue
        front, background, least = pair
        ratio = math.floor(contrast_ratio(front, background) * 10) / 10
        span = found[0][1][0] if found[0][1] else ""
        number = f" in {format_count(len(found), 'paragraph')}" if len(found) > 1 else ""
        findings.add(
            "contrast",
            ": ".join(filter(None, (found[0][0].location, quote(span)))),
            f"Text in the color #{front} on #{background}{number} has a contrast of {ratio:.1f} to 1; "
            f"it needs {least:g} to 1.",
        )


def _find_lowest_contrast(paragraph: Paragraph) -> tuple[str, str, str, float] | None:
    found = [
        (contrast_ratio(span.run_format.color, span.background), span)
        for span in paragraph.spans
        if _can_be_judged(span)
    ]
    failing = [(ratio, span) for ratio, span in found if ratio < _required_contrast(span)]
    if not failing:
        return None
    span = min(failing, key=lambda one: one[0])[1]
    return span.text, span.run_format.color, span.background, _required_contrast(span)


def _can_be_judged(span: Span) -> bool:
    unknown = (AUTO, UNKNOWN)
    return (
        span.run_format.color not in unknown and span.background not in unknown and _SIGN.search(span.text) is not None
    )


def _required_contrast(span: Span) -> float:
    size = span.run_format.size
    return (
        MIN_CONTRAST_OF_LARGE_TEXT
        if size >= LARGE_SIZE or (span.run_format.bold and size >= LARGE_BOLD_SIZE)
        else MIN_CONTRAST
    )


def _check_sizes(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    def size(paragraph: Paragraph) -> int:
        small = [span for span in paragraph.spans if span.run_format.size < MIN_SIZE and not span.run_format.raised]
        return min((span.run_format.size for span in small if _count_letters(span.text) >= 4), default=0)

    for (_, small), group in groupby(
        [one for one in paragraphs if one.text.strip()], lambda one: (one.location, size(one))
    ):
        found = list(group)
        if small:
            number = f" in {format_count(len(found), 'paragraph')}" if len(found) > 1 else ""
            findings.add(
                "text-small",
                found[0].where,
                f"The text has only {small / 2:g} {'point' if small == 2 else 'points'}{number}.",
            )


def _check_alignment(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    found = [
        paragraph
        for paragraph in paragraphs
        if paragraph.alignment in ("both", "distribute", "thaiDistribute")
        and len(paragraph.text) >= MIN_JUSTIFIED_LENGTH
    ]
    if found:
        text = "A paragraph is" if len(found) == 1 else f"{len(found)} paragraphs are"
        findings.add(
            "text-justified",
            found[0].where,
            f"{text} justified: uneven gaps between words are hard to read for people with dyslexia.",
        )


def check_language(content: Content, document_language: str, findings: Findings) -> None:
    """Check the language marks of the text. ``document_language`` applies where the text has none."""
    with_language = without = 0
    places: dict[str, tuple[Paragraph, list[str]]] = {}
    for paragraph in content.of(BODY_REGION, NOTE_REGION):
        for span in paragraph.spans:
            letters = _count_letters(span.text)
            east_asian = not span.text.isascii() and len(_EAST_ASIAN.findall(span.text)) * 2 > letters
            language = (span.run_format.east_asian if east_asian else span.run_format.language) or document_language
            if language:
                with_language += letters
                places.setdefault(language, (paragraph, []))[1].append(span.text)
            else:
                without += letters
    if without > with_language:
        findings.add("language-missing", "Whole document", "The file does not say in which language its text is.")
    for language, (paragraph, texts) in places.items():
        _check_tag(language, paragraph, " ".join(texts), findings)


def _count_letters(text: str) -> int:
    return sum(map(len, _LETTERS.findall(text)))


def _check_tag(language: str, paragraph: Paragraph, text: str, findings: Findings) -> None:
    tag = quote(language)
    if not _TAG.fullmatch(language):
        findings.add("language-invalid", paragraph.where, f"The text is marked with {tag}, which is no language.")
        return
    main = language.partition("-")[0].lower()
    if main != "en":
        words = _WORDS.findall(text.lower())
        common = [word for word in words if word in _ENGLISH]
        if len(words) >= _MIN_WORDS and len(common) > _ENGLISH_SHARE * len(words) and len(set(common)) > 4:
            findings.add(
                "language-mismatch",
                paragraph.where,
                f"The text is marked with the language {tag} and reads as English.",
            )
    if main in _LATIN_LANGUAGES and not text.isascii() and len(_CYRILLIC_OR_GREEK.findall(text)) >= 20:
        findings.add(
            "language-mismatch",
            paragraph.where,
            f"Text in Greek or Cyrillic letters is marked with the language {tag}.",
        )
