"""Several files at once for one paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from documents.refusals import MESSAGES
from ui import fields
from ui.forms import Form

ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(fields.UploadField):
    """One file or several; returns a list. What is inside is judged when they are taken in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(accept=ACCEPT, **kwargs)
        self.widget = FilesInput({"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:  # noqa: ARG002  Django's signature
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        return files


class UploadForm(Form):
    """The files for one kind of paper. Each kind has a form of its own on the page, so names carry the kind."""

    uploads = FilesField(
        label=_("Dateien auswählen"), error_messages={"required": _("Wählen Sie zuerst eine Datei aus.")}
    )

    def __init__(self, *args: Any, kind: str, most_megabytes: int = 10, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind, **kwargs)
        self.most_megabytes = most_megabytes
        self.fields["uploads"].help_text = _("PDF oder Foto (JPEG, PNG, HEIC), höchstens %(most)d MB je Datei.") % {
            "most": most_megabytes
        }

    def clean_uploads(self) -> list[UploadedFile[Any]]:
        """Looks at the size before anything is read into memory."""
        files: list[UploadedFile[Any]] = self.cleaned_data["uploads"]
        for file in files:
            if (file.size or 0) > self.most_megabytes * 1024 * 1024:
                message = MESSAGES["too_large"] % {"megabytes": self.most_megabytes}
                self.add_error("uploads", f"{file.name}: {message}")
        return files
