"""What the rules of documents are called for the person who sets them up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe
from documents.config import DocumentRules
from documents.kinds import KINDS

_SIZES = _("Fotos vom Telefon haben meistens 3 bis 5 MB.")

# The cases of the matrix, in the order of its page.
CASES: dict[str, Any] = {
    "host": _("Alle Gastgeber"),
    "employee": _("Angestellte und Beamte"),
    "self_employed": _("Selbstständige"),
    "self_employed_old_assessment": _("Selbstständige, deren Steuerbescheid älter als ein Jahr ist"),
    "pensioner": _("Rente und Pension"),
    "benefit": _("Arbeitslosengeld und Krankengeld"),
    "rental": _("Mieteinnahmen"),
    "capital": _("Kapitalerträge"),
    "other_income": _("Sonstige Einkünfte"),
    "obligations": _("Kredite, Versicherungen und Unterhalt"),
    "security": _("Mit Sicherheitsleistung"),
    "housing": _("Wohnung, bei jedem Aufenthalt"),
    "long_stay": _("Aufenthalt über 90 Tage"),
    "guest": _("Alle Gäste"),
    "guest_couple": _("Gast kommt mit Ehepartner"),
    "institution": _("Aufenthalt bei einer Hochschule, Schule oder Einrichtung"),
    "urgent": _("Eilige Fälle"),
}
WORDS = describe(
    SectionWords(
        section=DocumentRules,
        title=_("Nachweise"),
        about=_("Welche Unterlagen Sie sehen wollen und wie groß sie sein dürfen."),
        place=100,
        groups=(
            Group("umfang", _("Wie viel"), (
                Asked("payslip_months", _("Für wie viele Monate brauchen Sie Lohnabrechnungen?"), _("1 bis 12 Monate"), kind=Kind.NUMBER, unit=_("Monate")),
                Asked("max_files", _("Dateien je Antrag"), _("5 bis 200"), kind=Kind.NUMBER),
                Asked("max_file_mb", _("Größe einer Datei"), _SIZES, kind=Kind.NUMBER, unit=_("MB")),
                Asked("max_case_mb", _("Größe aller Dateien zusammen"), _("5 bis 200 MB"), kind=Kind.NUMBER, unit=_("MB")),
            )),
        ),
        apart={"matrix": _("Welche Nachweise Sie verlangen")},
        empty={"matrix": _("wie voreingestellt")},
        names={
            **CASES, **{code: kind.label for code, kind in KINDS.items()},
        },
        values={"off": _("nicht verlangt"), "ask": _("freiwillig"), "require": _("Pflicht")},
        rules=(
            Together("unknown: ", "matrix", _("Diesen Nachweis gibt es in diesem Fall nicht.")),
            Together("", "matrix", _("Diesen Nachweis verlangt der Bund überall. Er lässt sich nicht ändern.")),
        ),
    )
)  # fmt: skip
