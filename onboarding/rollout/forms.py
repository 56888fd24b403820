from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ui import fields
from ui.forms import Form


class SignInForm(Form):
    email = fields.EmailField(label=_("E-Mail-Adresse"), autocomplete="username")
    password = fields.TextField(
        label=_("Passwort"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )
