"""The rich-text editor of a section: a text area for the HTML subset that a script turns into an editor.

The engine (ProseMirror) comes from django-prose-editor; what it offers is in ``static/admin/section-editor``.
"""

from django import forms
from django.forms.widgets import Script

from jobdescriptions.compare.texts import compare_texts, extract_texts
from jobdescriptions.word.html.subset import from_html, to_text
from techsets.common.conflicts.reports import ComparedWidget, compare_lines
from techsets.common.word_changes import ADDED, REMOVED, Budget, Piece


class SectionEditor(ComparedWidget, forms.Textarea):
    """A text area for the HTML of a section. With JavaScript, an editor that offers what the subset has and no more.

    The text area keeps the HTML that is sent: to the letter as it came until the text is edited, and where the editor
    would not keep everything in a text, it stays as it is.
    """

    def __init__(self, attrs=None):
        super().__init__({"rows": 10, "cols": 100, "data-section-editor": True, **(attrs or {})})

    def plain_text(self, value: str) -> str:
        return to_text(from_html(value))

    def compare(self, theirs: str, mine: str) -> list[tuple[Piece, ...]]:
        before, after = (list(extract_texts(from_html(html))) for html in (theirs, mine))
        found = compare_texts(before, after, Budget()).changes
        # Texts that have little in common are still two versions of one, where each side has as many of them.
        gone = [change.text for change in found if change.change == REMOVED]
        new = [change.text for change in found if change.change == ADDED]
        texts = [change.pieces for change in found if len(gone) != len(new) or change.change not in {REMOVED, ADDED}]
        if len(gone) == len(new):
            texts += [compare_lines(one, other) for one, other in zip(gone, new, strict=True)]
        return texts

    @property
    def media(self):
        return forms.Media(
            css={"all": ["admin/section-editor.css"]}, js=[Script("admin/section-editor/page.js", type="module")]
        )
