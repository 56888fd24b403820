from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.forms.upload import FilesField, UploadForm
from ui import fields
from ui.forms import Form

LONGEST_ANSWER = 4000


class CodeForm(Form):
    code = fields.TextField(
        label=_("Ihr Code"),
        help_text=_("Acht Zeichen, zum Beispiel 4TZ8 K2M9. Groß oder klein ist egal."),
        max_length=40,
        width=10,
        autocomplete="off",
        error_messages={"required": _("Geben Sie Ihren Code ein.")},
    )


class AnswerForm(UploadForm):
    """An answer to a question of the office: words, files, or both."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uploads = FilesField(label=_("Dateien"), required=False, help_text=self.fields["uploads"].help_text)
        text = fields.TextField(label=_("Ihre Antwort"), rows=6, max_length=LONGEST_ANSWER, required=False)
        self.fields = {"text": text, "uploads": uploads}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not given.get("text") and not given.get("uploads"):
            self.add_error("text", _("Schreiben Sie eine Antwort oder wählen Sie eine Datei aus."))
        return given
