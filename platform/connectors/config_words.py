"""What the rules of delivery are called where they are shown. They are edited on a page of their own, where they are tried."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from configuration.asking import Together
from configuration.words import SectionWords, describe
from connectors.config import DeliveryRules

WORDS = describe(
    SectionWords(
        section=DeliveryRules,
        title=_("Verbindung zum Fachverfahren"),
        about=_("Wie die Fälle in Ihr Fachverfahren kommen, wann sie übergeben werden, und was geschieht, wenn der Weg ausfällt."),
        place=110,
        apart={
            "connector": _("Weg"), "options": _("Angaben zum Weg"), "fallback": _("Zweiter Weg"), "moment": _("Wann ein Fall übergeben wird"),
            "validation": _("Prüfung der Nachrichten"), "returned_days": _("So viele Tage bleiben Antworten gespeichert"),
            "alarms": _("Wann gewarnt wird"), "address": _("Anschrift in den Nachrichten"), "version": _("Fassung von XAusländer"),
            "portal_id": _("Eintrag im Verzeichnis DVDV"),
        },
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
