"""What we say when a file cannot be taken: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

MESSAGES: dict[str, Any] = {
    "empty": _("Diese Datei ist leer. Wählen Sie sie bitte noch einmal aus."),
    "too_large": _(
        "Diese Datei ist zu groß. Erlaubt sind %(megabytes)d MB. Fotografieren Sie das Dokument neu oder speichern Sie das PDF mit kleinerer Auflösung."
    ),
    "case_full": _(
        "Mit dieser Datei wären es mehr als %(megabytes)d MB. Löschen Sie eine Datei, die nicht nötig ist, oder laden Sie diese kleiner hoch."
    ),
    "too_many": _(
        "Es sind schon %(count)d Dateien. Mehr geht nicht. Löschen Sie eine, die nicht nötig ist, oder fassen Sie mehrere Seiten in einem PDF zusammen."
    ),
    "unknown_kind": _("Diese Art von Dokument kennen wir nicht. Bitte wählen Sie eine aus der Liste."),
    "not_supported": _(
        "Diese Art von Datei können wir nicht annehmen. Laden Sie ein PDF oder ein Foto (JPEG, PNG, HEIC) hoch."
    ),
    "office_file": _(
        "Das ist eine Office-Datei oder ein ZIP-Archiv. Speichern Sie das Dokument als PDF und laden Sie das PDF hoch."
    ),
    "other_image": _(
        "Dieses Bildformat können wir nicht annehmen. Speichern Sie das Bild als JPEG oder fotografieren Sie das Dokument mit dem Handy."
    ),
    "encrypted": _(
        "Dieses PDF ist mit einem Passwort geschützt. Speichern Sie es ohne Passwort und laden Sie es noch einmal hoch."
    ),
    "incomplete": _(
        "Dieses PDF ist nicht vollständig. Vielleicht wurde das Speichern unterbrochen. Speichern Sie es neu und laden Sie es noch einmal hoch."
    ),
    "broken_pdf": _(
        "Dieses PDF lässt sich nicht öffnen. Öffnen Sie es selbst, wählen Sie „Drucken“ und „Als PDF speichern“, und laden Sie das neue PDF hoch."
    ),
    "no_pages": _("Dieses PDF hat keine Seiten. Prüfen Sie, ob Sie die richtige Datei ausgewählt haben."),
    "dynamic_form": _(
        "Dieses Formular lässt sich nur mit dem Programm öffnen, mit dem es ausgefüllt wurde. Wählen Sie dort „Drucken“ und „Als PDF speichern“, und laden Sie das neue PDF hoch."
    ),
    "broken_image": _(
        "Dieses Bild lässt sich nicht öffnen. Vielleicht ist es nicht vollständig. Fotografieren Sie das Dokument bitte noch einmal."
    ),
    "image_too_large": _(
        "Dieses Bild hat zu viele Bildpunkte. Fotografieren Sie das Dokument mit der normalen Auflösung Ihres Handys."
    ),
    "infected": _(
        "In dieser Datei wurde ein Schadprogramm gefunden. Wir haben sie nicht gespeichert. Prüfen Sie Ihr Gerät und laden Sie das Dokument als Foto hoch."
    ),
    "scanner_away": _(
        "Wir können Dateien gerade nicht auf Schadprogramme prüfen. Versuchen Sie es bitte in einigen Minuten noch einmal."
    ),
    "busy": _(
        "Das hat zu lange gedauert. Versuchen Sie es bitte noch einmal oder laden Sie ein Foto des Dokuments hoch."
    ),
    "case_closed": _("Zu diesem Antrag können keine Dokumente mehr hochgeladen werden."),
}


class UnableToAccept(Refusal):
    """The file is not taken and nothing of it is kept. ``code`` is a key of ``MESSAGES``."""

    code = "not_supported"

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(MESSAGES[code] % params if params else MESSAGES[code], code=code, **params)
