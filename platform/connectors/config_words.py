"""What the rules of delivery are called where they are shown. They are edited on a page of their own, where they are tried."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe
from connectors.config import DeliveryRules


def _hours(name: str, label: Any, hint: Any, zero: Any = "") -> Asked:
    return Asked(f"alarms.{name}", label, hint, kind=Kind.NUMBER, unit=_("Stunden"), zero=zero)


WORDS = describe(
    SectionWords(
        section=DeliveryRules,
        title=_("Verbindung zum Fachverfahren"),
        about=_("Wie die Fälle in Ihr Fachverfahren kommen, wann sie übergeben werden, und was geschieht, wenn der Weg ausfällt."),
        place=110,
        groups=(
            Group("warnen", _("Wann Sie gewarnt werden"), (
                _hours("stuck_hours", _("Eine Nachricht ist angehalten"), _("0 bis 72 Stunden"), zero=_("sofort")),
                _hours("waiting_hours", _("Eine Nachricht wartet auf ihre Übergabe"), _("1 bis 240 Stunden")),
                _hours("unconfirmed_hours", _("Eine Nachricht ist nicht bestätigt"), _("1 bis 71 Stunden")),
                _hours("collecting_hours", _("Antworten lassen sich nicht abholen"), _("1 bis 72 Stunden")),
                _hours("returned_hours", _("Eine Antwort wurde nicht bearbeitet"), _("0 bis 72 Stunden"), zero=_("sofort")),
                Asked("alarms.line_minutes", _("Das Fachverfahren gibt keine Antwort"), _("5 bis 1440 Minuten"), kind=Kind.NUMBER, unit=_("Minuten")),
                Asked("alarms.expiring_days", _("Eine Nachricht läuft bald ab: so lange vorher"), _("4 bis 13 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
                Asked("alarms.mail", _("Auch per E-Mail warnen?"), _("An alle, die sich um die Übergabe kümmern. Auf der Seite „Zustellungen“ steht es immer."), kind=Kind.YES_NO),
            ), _("Nach so langer Zeit sagen wir Bescheid. Die Voreinstellungen passen für fast alle Städte."), folded=True),
            Group("anschrift", _("Anschrift in den Nachrichten"), (
                Asked("address.street", _("Straße"), empty=_("steht nicht in den Nachrichten")),
                Asked("address.house_number", _("Hausnummer"), wrong=_("Schreiben Sie die Hausnummer so: 12, 12a oder 12-14"), empty=_("steht nicht in den Nachrichten")),
                Asked("address.postal_code", _("Postleitzahl"), wrong=_("Eine Postleitzahl hat fünf Ziffern."), empty=_("steht nicht in den Nachrichten")),
                Asked("address.town", _("Ort"), empty=_("steht nicht in den Nachrichten")),
            ), _("So steht Ihre Behörde als Empfängerin in jeder Nachricht an Ihr Fachverfahren.")),
            Group("verzeichnis", _("Eintrag im Verzeichnis DVDV"), (
                Asked(
                    "portal_id", _("Kennung, unter der dieser Dienst für Sie sendet"), _("Nur, wenn Ihre Stadt eine eigene hat. Sie beginnt mit alp:, kop: oder lap:"),
                    wrong=_("Die Kennung beginnt mit alp:, kop: oder lap: und hat danach keine Leerzeichen."), empty=_("die gemeinsame Kennung dieses Dienstes"),
                ),
            ), folded=True),
        ),
        apart={
            "connector": _("Weg"), "connector_confirmed": _("Von einer Person gewählt"), "options": _("Angaben zum Weg"), "fallback": _("Zweiter Weg"),
            "moment": _("Wann ein Fall übergeben wird"), "validation": _("Prüfung der Nachrichten"),
            "returned_days": _("So viele Tage bleiben Antworten gespeichert"), "version": _("Fassung von XAusländer"),
        },
        empty={"options": _("keine nötig"), "fallback": _("keiner: Die Fälle warten, bis der erste Weg wieder geht")},
        names={
            "after_hours": _("übernimmt nach so vielen Stunden"), "when_misconfigured": _("übernimmt sofort bei falscher Einstellung"),
            "fallback.connector": _("Weg"), "fallback.options": _("Angaben zum Weg"),
            "stuck_hours": _("nicht übergeben, seit Stunden"), "waiting_hours": _("wartet, seit Stunden"),
            "unconfirmed_hours": _("nicht bestätigt, seit Stunden"), "expiring_days": _("läuft ab, Tage vorher"),
            "line_minutes": _("keine Antwort, seit Minuten"), "collecting_hours": _("nichts abgeholt, seit Stunden"),
            "returned_hours": _("Antwort nicht bearbeitet, seit Stunden"), "mail": _("E-Mail an die Zuständigen"),
            "street": _("Straße"), "house_number": _("Hausnummer"), "postal_code": _("Postleitzahl"), "town": _("Ort"),
        },
        values={
            "on_submission": _("sobald er eingereicht ist"), "once_paid": _("sobald die Gebühr bezahlt ist"),
            "after_decision": _("nach der Entscheidung hier am Arbeitsplatz"), "when_possible": _("wenn möglich"), "always": _("immer"),
            "folder": _("Ordner"), "fit_connect": _("FIT-Connect"), "gateway": _("Gateway (OSCI/XTA)"), "mailbox": _("Postfach hier"),
            "rest_push": _("wir senden"), "rest_pull": _("Ihr Fachverfahren holt ab"),
        },
        rules=(
            Together("the fallback has no rule", "fallback", _("Sagen Sie, wann der zweite Weg übernimmt: nach Stunden, sofort oder beides.")),
            Together("the fallback must be another", "fallback", _("Der zweite Weg muss ein anderer sein als der erste.")),
            Together("unknown version", "version", _("Diese Fassung von XAusländer sprechen wir nicht.")),
            Together("unknown connector", "connector", _("Diesen Weg gibt es nicht.")),
            Together("options of ", "options", _("Die Angaben zum Weg sind unvollständig oder falsch. Prüfen Sie sie auf der Seite „Verbindung“.")),
        ),
    )
)  # fmt: skip
