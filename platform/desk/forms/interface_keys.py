"""A key for the authority's own system."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.interface_keys import Scope
from ui.fields import ChecksField, SelectField, TextField
from ui.forms import Form

SCOPES: dict[str, Any] = {
    Scope.READ.value: _("Nachrichten abholen"),
    Scope.ACKNOWLEDGE.value: _("Empfang bestätigen"),
    Scope.MESSAGES.value: _("Nachrichten zurücksenden: Fragen, Status, Termine"),
    Scope.OUTCOMES.value: _("Ergebnisse melden, die eine Person im Fachverfahren entschieden hat"),
}
DAYS = [("90", _("90 Tage")), ("365", _("ein Jahr")), ("730", _("zwei Jahre"))]


class KeyForm(Form):
    label = TextField(label=_("Name"), help_text=_("Zum Beispiel das Fachverfahren und der Server."), max_length=80)
    scopes = ChecksField(label=_("Was der Schlüssel öffnet"), choices=list(SCOPES.items()))
    days = SelectField(label=_("Wie lange er gilt"), choices=DAYS, initial="365")
