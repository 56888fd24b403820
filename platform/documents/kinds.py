"""What a document can be: its name for the person who looks for it at home, and a line that helps to find the right one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """``system``: made by the platform, cannot be uploaded."""

    code: str
    label: Any
    hint: Any = ""
    system: bool = False


_ALL = (
    Kind(
        "pay_slips",
        _("Lohn- oder Gehaltsabrechnungen"),
        _("Alle Seiten, mit Ihrem Namen und dem Auszahlungsbetrag. Ein PDF oder mehrere Dateien."),
    ),
    Kind("employment_contract", _("Arbeitsvertrag"), _("Alle Seiten, mit den Unterschriften.")),
    Kind(
        "employer_certificate",
        _("Bescheinigung Ihres Arbeitgebers"),
        _("Sie sagt, seit wann Sie dort arbeiten und dass Ihnen nicht gekündigt ist. Höchstens vier Wochen alt."),
    ),
    Kind("tax_assessment", _("Einkommensteuerbescheid"), _("Der letzte Bescheid vom Finanzamt, alle Seiten.")),
    Kind(
        "tax_certificate",
        _("Bescheinigung Ihrer Steuerberatung"),
        _("Sie nennt Ihren Gewinn im Monat nach Steuern. Höchstens einen Monat alt."),
    ),
    Kind("profit_statement", _("Gewinnermittlung (EÜR oder BWA)"), _("Für die letzten abgeschlossenen Monate.")),
    Kind("business_registration", _("Gewerbeanmeldung oder Auszug aus dem Handelsregister")),
    Kind(
        "insurance_proof",
        _("Nachweis Ihrer privaten Krankenversicherung"),
        _("Mit dem Beitrag im Monat, auch für die Pflegeversicherung."),
    ),
    Kind(
        "pension_notice",
        _("Rentenbescheid oder Pensionsbescheid"),
        _("Der neueste, zum Beispiel zur Anpassung im Juli."),
    ),
    Kind("benefit_notice", _("Bescheid über Arbeitslosengeld oder Krankengeld"), _("Mit Betrag und Dauer.")),
    Kind("rental_contract", _("Mietvertrag für die Wohnung, die Sie vermieten")),
    Kind(
        "capital_proof",
        _("Nachweis über Ihre Kapitalerträge"),
        _("Zum Beispiel eine Aufstellung Ihrer Bank oder Ihr Depotauszug."),
    ),
    Kind("other_income_proof", _("Nachweis über Ihre sonstigen Einkünfte")),
    Kind("id_copy", _("Kopie Ihres Ausweises"), _("Vorder- und Rückseite. „Kopie“ dürfen Sie gern darauf schreiben.")),
    Kind("residence_title", _("Kopie Ihres Aufenthaltstitels"), _("Vorder- und Rückseite, mit dem Zusatzblatt.")),
    Kind(
        "registration_certificate",
        _("Meldebescheinigung"),
        _("Sie bekommen sie beim Bürgeramt. Sie zeigt, wo Sie gemeldet sind."),
    ),
    Kind(
        "passport_guest",
        _("Kopie vom Reisepass Ihres Gastes"),
        _("Die Seite mit dem Foto genügt. Ein Foto vom Handy reicht."),
    ),
    Kind("health_insurance_guest", _("Reisekrankenversicherung Ihres Gastes"), _("Der Vertrag oder ein Angebot.")),
    Kind("admission", _("Zulassung oder Zusage der Hochschule, Schule oder Einrichtung")),
    Kind(
        "housing_proof",
        _("Nachweis über Ihre Wohnung"),
        _("Ihr Mietvertrag mit der Wohnfläche, oder ein Nachweis, dass Ihnen die Wohnung gehört."),
    ),
    Kind(
        "obligations_proof",
        _("Nachweise über Kredite, Versicherungen und Unterhalt"),
        _("Was Sie jeden Monat zahlen, zum Beispiel Verträge oder Kontoauszüge."),
    ),
    Kind(
        "security_proof",
        _("Nachweis Ihrer Sicherheit"),
        _("Zum Beispiel die Bestätigung Ihrer Bank über den Sperrvermerk oder die Bürgschaft."),
    ),
    Kind("marriage_certificate", _("Heiratsurkunde"), _("Mit Übersetzung, wenn sie nicht auf Deutsch ist.")),
    Kind("power_of_attorney", _("Vollmacht"), _("Mit einer Ausweiskopie der Person, die sie unterschrieben hat.")),
    Kind(
        "urgency_proof",
        _("Nachweis, warum es eilig ist"),
        _("Zum Beispiel ein ärztliches Attest oder eine Sterbeurkunde."),
    ),
    Kind("other", _("Anderes Dokument")),
    Kind("summary", _("Zusammenfassung Ihrer Erklärung"), system=True),
    Kind("receipt", _("Eingangsbestätigung"), system=True),
    Kind("payment_receipt", _("Quittung"), system=True),
    Kind("worksheet", _("Berechnungsblatt"), system=True),
    Kind("decision_letter", _("Schreiben der Behörde"), system=True),
    Kind("from_authority", _("Anlage der Behörde"), system=True),
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}
UPLOADABLE: tuple[Kind, ...] = tuple(kind for kind in _ALL if not kind.system)


def label_of(code: str) -> Any:
    """The kind's name; of one that this version does not know any more, that of any other document."""
    return KINDS.get(code, KINDS["other"]).label


# Came with a message of the authority's own system: there may be several of them.
FROM_AUTHORITY = "from_authority"
