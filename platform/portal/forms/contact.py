from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ui import fields
from ui.forms import Form


class MailForm(Form):
    """Where the link goes."""

    email = fields.EmailField(
        label=_("E-Mail-Adresse"),
        error_messages={"required": _("Geben Sie Ihre E-Mail-Adresse ein. Dorthin schicken wir den Link.")},
    )
