from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.fields import CheckField, RadioField, TextField
from ui.forms import Form

SHOWN = (
    ("Personalausweis", _("Personalausweis im Original")),
    ("Reisepass", _("Reisepass im Original")),
    ("Aufenthaltstitel", _("Elektronischer Aufenthaltstitel im Original")),
    ("Ausweisersatz", _("Reiseausweis oder Ausweisersatz im Original")),
)


class SignForm(Form):
    shown = RadioField(label=_("Ausgewiesen mit"), choices=SHOWN)
    same = CheckField(label=_("Person und Angaben stimmen mit dem Ausweis überein."))
    instructed = CheckField(label=_("Ich habe mündlich belehrt."))
    signed = CheckField(label=_("Die Erklärung ist vor mir unterschrieben, die Unterschrift ist beglaubigt."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["identity_checked"] = f"{cleaned['shown']} im Original, mündlich belehrt, Unterschrift beglaubigt"
        return cleaned


class IssueForm(Form):
    serial = TextField(label=_("Seriennummer des Vordrucks"), width=20, max_length=40)
    remarks = TextField(label=_("Behördenvermerke"), required=False, rows=4, max_length=2000)


class HandOverForm(Form):
    to = TextField(
        label=_("Übergeben an"), help_text=_("Bei Vertretung: Name und Vollmacht."), required=False, max_length=200
    )


class PostForm(Form):
    proof = TextField(label=_("Sendungsnummer"), required=False, width=20, max_length=60)
