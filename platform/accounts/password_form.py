"""A password that a person chooses, typed twice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import TextField
from ui.forms import Form


class NewPasswordForm(Form):
    password = TextField(
        label=_("Neues Passwort"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Mindestens 12 Zeichen. Ein kurzer Satz ist leicht zu merken und schwer zu raten."),
    )
    again = TextField(
        label=_("Neues Passwort noch einmal"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("Die beiden Passwörter sind verschieden."))
        return given
