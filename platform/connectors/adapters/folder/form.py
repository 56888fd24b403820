from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from connectors.asking import Asked, Words

WRONG_FOLDER = _("Nennen Sie einen Ordner innerhalb Ihres Bereichs, ohne Punkt am Anfang.")
WORDS = Words(
    _("Jede Nachricht wird als Dateien in einem Ordner abgelegt. Ihr Fachverfahren holt sie dort ab."),
    (
        Asked(
            "folder", _("Ordner"), _("Bleibt das Feld leer, ist es der Ordner Ihrer Stadt selbst."), wrong=WRONG_FOLDER
        ),
    ),
)
