from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.rollout.models import Wave
from ui import fields
from ui.forms import Form


class SignInForm(Form):
    email = fields.EmailField(label=_("E-Mail-Adresse"), autocomplete="username")
    password = fields.TextField(
        label=_("Passwort"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


class NoteForm(Form):
    text = fields.TextField(
        label=_("Neue Notiz"),
        rows=3,
        max_length=2000,
        help_text=_("Für den Betrieb. Nennen Sie keine Namen von Antragstellenden. Notizen bleiben stehen."),
    )


class WaveForm(Form):
    name = fields.TextField(label=_("Name der Welle"), max_length=80, width=20)
    planned_on = fields.DateField3(
        label=_("Geplant für"), required=False, earliest=date(2020, 1, 1), latest=date(2040, 12, 31)
    )
    note = fields.TextField(label=_("Notiz"), rows=3, required=False, max_length=2000)

    def __init__(self, *args: Any, wave: Wave | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wave = wave

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = Wave.objects.exclude(pk=self._wave.pk) if self._wave else Wave.objects.all()
        if others.filter(name=name).exists():
            raise forms.ValidationError(_("Eine Welle mit diesem Namen gibt es schon."))
        return name
