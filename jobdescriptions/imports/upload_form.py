"""The upload form: one or several Word files, or archives of them."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

#: Maximum size of one upload, in bytes.
LARGEST_UPLOAD = 50 * 1024 * 1024


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A field for one or several files; its value is a list."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data]
        if not any(files):
            raise ValidationError("Choose one or several files first.", code="required")
        cleaned = [super(ManyFilesField, self).clean(file, initial) for file in files]
        if sum(file.size for file in cleaned if file) > LARGEST_UPLOAD:
            raise ValidationError(
                f"That is more than {LARGEST_UPLOAD // 1024 // 1024} MB at once. Send fewer files at a time."
            )
        return cleaned


class UploadForm(forms.Form):
    files = ManyFilesField(
        label="Word files",
        help_text="One or several .docx files, or a .zip archive of them. Nothing is saved before you confirm it.",
        widget=ManyFilesInput(attrs={"accept": ".docx,.docm,.dotx,.dotm,.zip"}),
    )
