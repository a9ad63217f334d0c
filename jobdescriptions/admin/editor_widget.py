"""The rich-text editor of a section: a text area for the HTML subset that a script turns into an editor.

The engine (ProseMirror) comes from django-prose-editor; what it offers is in ``static/admin/section-editor``.
"""

from django import forms
from django.forms.widgets import Script


class SectionEditor(forms.Textarea):
    """A text area for the HTML of a section. With JavaScript, an editor that offers what the subset has and no more.

    The text area keeps the HTML that is sent: to the letter as it came until the text is edited, and where the editor
    would not keep everything in a text, it stays as it is.
    """

    def __init__(self, attrs=None):
        super().__init__({"rows": 10, "cols": 100, "data-section-editor": True, **(attrs or {})})

    @property
    def media(self):
        return forms.Media(
            css={"all": ["admin/section-editor.css"]}, js=[Script("admin/section-editor/page.js", type="module")]
        )
