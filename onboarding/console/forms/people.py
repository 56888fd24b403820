"""Inviting somebody, giving roles, accepting an invitation, sending a page to a colleague."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.password_form import NewPasswordForm
from accounts.role_words import ROLE_WORDS
from casework.people import SENTENCE_LENGTH
from ui.fields import ChecksField, EmailField, TextField
from ui.forms import Form


def _roles() -> ChecksField:
    return ChecksField(
        label=_("Rollen"),
        choices=[(role, words.name) for role, words in ROLE_WORDS.items()],
        hints={role: words.about for role, words in ROLE_WORDS.items()},
    )


def _sentence() -> TextField:
    return TextField(
        label=_("Ein Satz dazu"),
        required=False,
        rows=2,
        max_length=SENTENCE_LENGTH,
        help_text=_("Er steht in der E-Mail. Schreiben Sie nichts über Antragstellende."),
    )


class InviteForm(Form):
    email = EmailField(label=_("Dienstliche E-Mail-Adresse"), autocomplete="off")
    roles = _roles()
    sentence = _sentence()


class RolesForm(Form):
    roles = _roles()


class ColleagueForm(Form):
    """``page``: the address that is sent. ``roles`` are asked for once nobody here has that e-mail address."""

    email = EmailField(label=_("E-Mail-Adresse der Kollegin oder des Kollegen"), autocomplete="off")
    sentence = _sentence()
    page = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, inviting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if inviting:
            self.fields["roles"] = _roles()


class AcceptForm(NewPasswordForm):
    name = TextField(
        label=_("Ihr Name"),
        autocomplete="name",
        max_length=120,
        help_text=_("So sehen ihn Ihre Kolleginnen und Kollegen."),
    )

    field_order = ("name", "password", "again")
