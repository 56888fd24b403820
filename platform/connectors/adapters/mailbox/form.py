from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from connectors.asking import Asked, Kind, Words

WORDS = Words(
    _("Die Fälle bleiben an diesem Arbeitsplatz. Ihr Amt bekommt eine E-Mail, dass etwas wartet, ohne Daten aus dem Fall."),
    (
        Asked(
            "to", _("E-Mail-Adresse des Amts"), wrong=_("Schreiben Sie die Adresse so: amt@example.org"),
        ),
        Asked(
            "minutes", _("Mindestens so viele Minuten zwischen zwei E-Mails"), _("Ohne Angabe: 60."), Kind.NUMBER,
            _("Schreiben Sie eine ganze Zahl von 5 bis 1440."),
        ),
    ),
)  # fmt: skip
