"""The rich-text editor: a form field and its text area for the HTML subset, which a script turns into an editor.

The engine (ProseMirror) comes from django-prose-editor; its configuration is in ``static/admin/section-editor``.
"""

from django import forms
from django.forms.widgets import Script

from jobdescriptions.compare.texts import compare_texts, extract_texts
from jobdescriptions.word.html.subset import from_html, to_text
from techsets.common.conflicts.reports import ComparedWidget, compare_lines
from techsets.common.word_changes import ADDED, REMOVED, Budget, Piece


class SectionEditor(ComparedWidget, forms.Textarea):
    """A text area for the HTML of a section; with JavaScript, an editor for exactly the subset.

    The text area submits the HTML unchanged until the text is edited. A text that the editor could not keep completely
    stays in the text area.
    """

    def __init__(self, attrs=None):
        super().__init__({"rows": 10, "cols": 100, "data-section-editor": True, **(attrs or {})})

    def plain_text(self, value: str) -> str:
        return to_text(from_html(value))

    def compare(self, theirs: str, mine: str) -> list[tuple[Piece, ...]]:
        before, after = (list(extract_texts(from_html(html))) for html in (theirs, mine))
        found = compare_texts(before, after, Budget()).changes
        # If both sides have as many unmatched texts, compare them pairwise.
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


class BodyField(forms.CharField):
    """The HTML of a section. Line endings, which browsers change (HTML, 4.10.21.7), are normalized."""

    widget = SectionEditor

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)
