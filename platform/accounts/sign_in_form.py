from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.fields import EmailField, TextField
from ui.forms import Form


class SignInForm(Form):
    """``next`` and ``kept`` carry where somebody was going and what they were sending when their session ended."""

    email = EmailField(label=_("E-Mail-Adresse"), autocomplete="username")
    password = TextField(
        label=_("Passwort"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
