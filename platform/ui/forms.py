"""The base of every form: messages name the field they belong to, nothing is left to the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_GENERIC = forms.Field.default_error_messages["required"]
_CHOOSE = {"radios", "yes_no", "select", "country", "checks", "nationalities"}


class Form(forms.Form):
    """A form whose "required" texts name the field, unless the field brings its own."""

    # the browser's bubbles speak the browser's language and say less than our texts
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def full_clean(self) -> None:
        """Here and not before, so that fields which a form added later have these texts too."""
        for field in self.fields.values():
            if field.error_messages.get("required") is _GENERIC:
                field.error_messages["required"] = _required_text(field)
        super().full_clean()


def _required_text(field: forms.Field) -> Any:
    kind = getattr(field, "kind", "")
    if kind == "check":
        return _("Hier fehlt noch Ihr Häkchen.")
    if kind == "yes_no":
        return _("Bitte wählen Sie eine Antwort aus.")
    label = lazystr(field.label or "")
    if kind in _CHOOSE:
        return format_lazy(_("Bitte wählen Sie aus: {label}"), label=label)
    return format_lazy(_("Bitte ergänzen Sie: {label}"), label=label)
