from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked
from ui.fields import TextField
from ui.forms import Form


class SiteTextForm(Form):
    """One text in one language, bound to what is kept."""

    def __init__(self, asked: Asked, language: Any, text: str, faults: list[Any]) -> None:
        super().__init__({"text": text})
        label = format_lazy(_("{label}, auf {language}"), label=asked.label, language=language)
        field = TextField(label=label, rows=asked.rows, required=False, autocomplete="off")
        field.quiet = True  # type: ignore[attr-defined]  # an empty text is one too: the tabs say what is missing
        self.fields["text"] = field
        self.full_clean()
        for fault in faults:
            self.add_error("text", fault)
