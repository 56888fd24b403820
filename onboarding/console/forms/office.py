"""What is asked of an office and of a counter, in the words of the person who knows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.needs import Purpose
from configuration.asking import Asked, Kind
from configuration.words import Group
from onboarding.console.forms.group import merged

LAENDER = (
    ("BW", "Baden-Württemberg"), ("BY", "Bayern"), ("BE", "Berlin"), ("BB", "Brandenburg"), ("HB", "Bremen"), ("HH", "Hamburg"),
    ("HE", "Hessen"), ("MV", "Mecklenburg-Vorpommern"), ("NI", "Niedersachsen"), ("NW", "Nordrhein-Westfalen"),
    ("RP", "Rheinland-Pfalz"), ("SL", "Saarland"), ("SN", "Sachsen"), ("ST", "Sachsen-Anhalt"), ("SH", "Schleswig-Holstein"),
    ("TH", "Thüringen"),
)  # fmt: skip
NO_DAYS = "keine"

OFFICE = Group("anschrift", _("Name, Anschrift und Weg"), (
    Asked("name", _("Name der Dienststelle"), _("So, wie die Menschen sie kennen."), kind=Kind.LOCALISED),
    Asked("address", _("Anschrift"), _("Jede Zeile wie auf einem Brief."), kind=Kind.LIST),
    Asked("directions", _("Wie kommt man hin?"), kind=Kind.LOCALISED, rows=3),
    Asked("accessibility", _("Wie kommt man ohne Stufen hinein?"), _("Aufzug, Klingel, Toilette: was Menschen wissen müssen, bevor sie kommen."), kind=Kind.LOCALISED, rows=3),
    Asked("phone", _("Telefon")),
    Asked("land", _("Land"), _("Daraus ergeben sich die Feiertage."), kind=Kind.CHOICE, choices=LAENDER),
    Asked("municipality", _("Hat die Gemeinde eigene Feiertage?"), kind=Kind.CHOICE, choices=(
        (NO_DAYS, _("Nein")), ("catholic", _("Überwiegend katholische Gemeinde (Bayern, Saarland, Sachsen, Thüringen)")), ("Augsburg", _("Augsburg: Friedensfest")),
    )),
))  # fmt: skip

COUNTER = Group("schalter", _("Schalter"), (
    Asked("name", _("Name des Schalters oder der Person"), _("Zum Beispiel „Schalter 1“ oder „Zimmer 12“.")),
    Asked("places", _("Wie viele Termine gehen hier gleichzeitig?"), _("1 bis 50"), kind=Kind.NUMBER),
    Asked("purposes", _("Wofür ist er da?"), _("Nichts angekreuzt: für alles."), kind=Kind.SEVERAL, choices=tuple(Purpose.choices)),
    Asked("step_free", _("Kommt man ohne Stufen hin?"), kind=Kind.YES_NO),
))  # fmt: skip

NEW = Group("neu", _("Neue Dienststelle"), (
    Asked("name", _("Name der Dienststelle"), _("So, wie die Menschen sie kennen.")),
    Asked("land", _("Land"), _("Daraus ergeben sich die Feiertage."), kind=Kind.CHOICE, choices=LAENDER),
))  # fmt: skip


def place_shown(office: dict[str, Any]) -> dict[str, Any]:
    """As the form shows it: no holidays of its own is an answer, too."""
    return {**office, "municipality": office.get("municipality") or NO_DAYS}


def place_merged(office: dict[str, Any], typed: Any) -> dict[str, Any]:
    made = merged(OFFICE, place_shown(office), typed)
    return {**made, "municipality": "" if made["municipality"] == NO_DAYS else made["municipality"]}
