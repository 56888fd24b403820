"""What the page of a city's connection says when something is refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.connecting import UnableToConnect
from desk.delivery_words import often_words
from desk.refusals import Words

DONE: dict[str, Any] = {
    "adopted": _("Die neue Verbindung gilt ab jetzt. Schicken Sie am besten gleich eine Testnachricht."),
}
_REFUSALS: dict[str, tuple[Any, Any]] = {
    "rehearsal": (
        _("In der Probe wird keine Verbindung eingestellt."),
        _("Hier verlässt nichts das Haus. Stellen Sie die Verbindung auf Ihrer echten Seite ein."),
    ),
    "not_offered": (
        _("Diese Verbindung gibt es für Ihre Stadt nicht."),
        _("Wählen Sie bitte eine andere. Probe-Verbindungen gehen nicht, wenn echte Fälle kommen."),
    ),
    "reason_missing": (_("Die Begründung fehlt."), _("Schreiben Sie bitte in einem Satz, warum.")),
    "changed_meanwhile": (
        _("Inzwischen hat jemand die Einstellungen geändert."),
        _("Unten steht, wer und warum. Ihre Angaben sind noch da. Wenn sie weiter gelten sollen, übernehmen Sie sie noch einmal."),
    ),
    "change_is_scheduled": (
        _("Für einen späteren Tag ist schon eine Änderung der Einstellungen geplant."),
        _("Sie würde Ihre Änderung an diesem Tag zurücknehmen. Warten Sie ihn ab oder fragen Sie, wer sie geplant hat."),
    ),
    "unchanged": (_("Es hat sich nichts geändert."), _("Die Verbindung ist schon so eingestellt.")),
    "options_wrong": (
        _("Die Einstellungen der Verbindung passen nicht zusammen."),
        _("Prüfen Sie die Angaben, am besten mit Ihrer IT."),
    ),
}  # fmt: skip
CHECKED = _("Die Verbindung nimmt Nachrichten an.")


def refusal_words(refusal: UnableToConnect) -> Words:
    if refusal.code == "too_often":
        return Words(*often_words(refusal))
    return Words(*_REFUSALS[refusal.code])
