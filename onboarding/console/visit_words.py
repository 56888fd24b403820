"""What the console says about calendars: answers of the city's own system."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CHECKED = _("Ihr Terminsystem antwortet und kennt Dienststellen und Dienstleistungen.")
NO_ANSWER = _("Ihr Terminsystem antwortet gerade nicht. Versuchen Sie es später noch einmal.")
ANSWERS: dict[str, Any] = {
    "address": _("Unter dieser Adresse antwortet kein ZMS. Prüfen Sie die Adresse mit Ihrer IT."),
    "office_unknown": _("Ihr Terminsystem kennt eine der Dienststellen nicht. Prüfen Sie die Nummern."),
    "service_unknown": _("Ihr Terminsystem kennt eine der Dienstleistungen nicht. Prüfen Sie die Nummern."),
    "captcha_demanded": _(
        "Ihr Terminsystem verlangt ein Bilderrätsel. Das muss der Betreiber für diesen Dienst abschalten."
    ),
    "refused": _("Ihr Terminsystem weist uns ab. Fragen Sie seinen Betreiber, ob dieser Dienst zugelassen ist."),
    "rehearsal": _("In der Probe gibt es keine Verbindung nach außen. Prüfen Sie sie in der echten Verwaltung."),
    "options_invalid": _("Die Angaben sind noch nicht vollständig."),
    "system_unknown": _("Dieses Terminsystem gibt es hier nicht."),
}
