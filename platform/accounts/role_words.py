"""The roles of a city in plain words, one sentence each, in the order in which they are offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RoleWords:
    name: Any
    about: Any


ROLE_WORDS: dict[str, RoleWords] = {
    "owner": RoleWords(
        _("Leitung der Einrichtung"),
        _("Richtet alles ein, veröffentlicht es, lädt Kolleginnen und Kollegen ein und beantragt den Start."),
    ),
    "editor": RoleWords(
        _("Einrichtung"), _("Bereitet Einstellungen vor und sieht sie an. Veröffentlichen kann die Leitung.")
    ),
    "clerk": RoleWords(
        _("Sachbearbeitung"), _("Bearbeitet Anträge, entscheidet, nimmt Zahlungen und Termine am Schalter an.")
    ),
    "supervisor": RoleWords(
        _("Teamleitung"),
        _("Arbeitet wie die Sachbearbeitung und kümmert sich dazu um Kalender, Kasse, Übergaben und das Protokoll."),
    ),
    "treasury": RoleWords(
        _("Kasse"),
        _(
            "Sieht Zahlungen, gleicht sie ab, erstattet, richtet den Zahlweg ein und gibt die Erklärung der Kasse selbst ab."
        ),
    ),
    "data_protection": RoleWords(
        _("Datenschutz"),
        _(
            "Liest das Protokoll und die Einstellungen und gibt die Erklärung zum Datenschutz selbst ab. Anträge sieht diese Rolle nicht."
        ),
    ),
    "auditor": RoleWords(_("Prüfung"), _("Liest das Protokoll und sonst nichts.")),
    "reader": RoleWords(_("Lesen"), _("Sieht Anträge und Termine und ändert nichts.")),
}


def in_words(roles: list[str]) -> list[RoleWords]:
    return [words for role, words in ROLE_WORDS.items() if role in roles]
