"""What the options for ZMS are called for the person who fills them in. Offices and services come by name and number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from appointments.needs import Purpose
from configuration.asking import Asked, Kind, Together

ABOUT = _("Termine bleiben in Ihrem ZMS. Wir fragen dort nach freien Zeiten und buchen dort.")
NUMBER = _("Schreiben Sie die Nummer in Ziffern, wie ZMS sie führt.")
FIELDS = (
    Asked(
        "address", _("Adresse der Bürgerschnittstelle"),
        _("Beginnt mit https:// und endet vor /offices-and-services/. Ihre IT oder der Betreiber von ZMS kennt sie."),
        wrong=_("Schreiben Sie eine Adresse mit https, ohne Kennwort und ohne Fragezeichen darin."),
    ),
    Asked(
        "per_person", _("Wird je Person gebucht?"), _("Kommen zwei, dann bucht der Dienst zwei Plätze."), Kind.SEVERAL,
        choices=tuple(Purpose.choices),
    ),
    Asked(
        "seconds", _("So lange warten wir auf eine Antwort"), _("1 bis 15 Sekunden"), Kind.NUMBER, unit=_("Sekunden"),
        wrong=_("Schreiben Sie eine Zahl von 1 bis 15."),
    ),
)  # fmt: skip
RULES = (
    Together("an address with https", "address", FIELDS[0].wrong),
    Together("two offices have", "offices", _("Zwei Dienststellen haben dieselbe Nummer.")),
)
