"""The field for handing in a file. What is inside is judged by the app that keeps files, not here."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _


class UploadField(forms.FileField):
    """A file of at most ``max_bytes``; ``accept`` is the browser's filter (".pdf,image/jpeg")."""

    kind = "file"
    default_error_messages: ClassVar[dict[str, Any]] = {
        "empty": _("Die Datei ist leer. Bitte wählen Sie eine andere."),
        "required": _("Bitte wählen Sie eine Datei aus."),
        "invalid": _("Die Datei ist nicht angekommen. Bitte wählen Sie sie noch einmal aus."),
        "too_large": _("Die Datei ist zu groß (%(size)s). Es gehen höchstens %(limit)s."),
    }

    def __init__(self, *, accept: str = "", max_bytes: int | None = None, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput({"accept": accept} if accept else {}), **kwargs)
        self.max_bytes = max_bytes

    def to_python(self, data: Any) -> UploadedFile[Any] | None:
        file = super().to_python(data)
        if file is not None and self.max_bytes and (file.size or 0) > self.max_bytes:
            sizes = {"size": filesizeformat(file.size), "limit": filesizeformat(self.max_bytes)}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        return file  # type: ignore[return-value]  # Django's stub names the base class
