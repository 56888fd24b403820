from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ui.fields import EmailField
from ui.forms import Form


class ForgottenForm(Form):
    email = EmailField(label=_("E-Mail-Adresse"), autocomplete="username")
