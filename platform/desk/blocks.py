"""Ready sentences for what is asked for most. German, the language of the administration."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.kinds import KINDS, UPLOADABLE

FREQUENT = ("pay_slips", "employer_certificate", "employment_contract", "pension_notice", "tax_certificate", "id_copy", "passport_guest", "housing_proof")  # fmt: skip


def sentence_for(kind: str) -> str:
    """What is written into an empty question for this document; empty for an unknown kind."""
    if kind not in KINDS or KINDS[kind].system:
        return ""
    with override("de"):
        special = _SENTENCES.get(kind)
        return special or _("Bitte laden Sie dieses Dokument hoch: %s.") % KINDS[kind].label


def kind_choices() -> list[tuple[str, object]]:
    return [("", _("kein Dokument, nur eine Frage")), *((kind.code, kind.label) for kind in UPLOADABLE)]


def frequent() -> list[tuple[str, object]]:
    return [(code, KINDS[code].label) for code in FREQUENT]


_SENTENCES = {
    "pay_slips": "Bitte laden Sie die Lohnabrechnungen der letzten drei Monate hoch. Auf jeder müssen Ihr Name und der Auszahlungsbetrag stehen.",
    "employer_certificate": "Bitte laden Sie eine Bescheinigung Ihres Arbeitgebers hoch. Sie muss sagen, seit wann Sie dort arbeiten und dass Ihnen nicht gekündigt ist.",
    "employment_contract": "Bitte laden Sie Ihren Arbeitsvertrag hoch, alle Seiten mit den Unterschriften.",
    "pension_notice": "Bitte laden Sie Ihren neuesten Rentenbescheid hoch.",
    "tax_certificate": "Bitte laden Sie eine aktuelle Bescheinigung Ihrer Steuerberatung über Ihren Gewinn im Monat nach Steuern hoch.",
    "id_copy": "Bitte laden Sie eine Kopie Ihres Ausweises hoch, Vorder- und Rückseite.",
    "passport_guest": "Bitte laden Sie eine Kopie vom Reisepass Ihres Gastes hoch, die Seite mit dem Foto.",
    "housing_proof": "Bitte laden Sie Ihren Mietvertrag hoch. Darin muss die Wohnfläche stehen.",
}
