"""What a payment provider wants to know of a public body, in plain words. Codes are Stripe's, of both versions of its API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.providers.base import AccountStanding

STANDINGS: dict[str, tuple[str, Any]] = {
    AccountStanding.CAN_CHARGE.value: ("success", _("Über dieses Konto kann jetzt bezahlt werden.")),
    AccountStanding.ACTION_NEEDED.value: (
        "warning",
        _("Über dieses Konto kann bezahlt werden. Es fehlen noch Angaben."),
    ),
    AccountStanding.BLOCKED.value: ("danger", _("Über dieses Konto kann gerade niemand bezahlen.")),
}
METHODS: dict[str, Any] = {
    "card": _("Karte"),
    "paypal": _("PayPal"),
    "sepa_debit": _("SEPA-Lastschrift"),
    "klarna": _("Klarna"),
    "revolut_pay": _("Revolut Pay"),
}
FURTHER = _("weitere Angaben")

# The first part that stands in a code wins, so what is more exact comes first.
_WANTED: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("not_asked_yet",), _("Der Zahlungsdienst hat noch nicht geantwortet. Fragen Sie bitte später noch einmal nach.")),
    (("account_unknown",), _("Der Zahlungsdienst kennt dieses Konto nicht.")),
    (("pending_verification", "determining_status"), _("Der Zahlungsdienst prüft die Angaben. Sie müssen jetzt nichts tun.")),
    (("rejected", "unsupported"), _("Der Zahlungsdienst hat das Konto abgelehnt. Fragen Sie dort nach dem Grund.")),
    (("requirements_past_due",), _("Die Frist für Angaben ist vorbei.")),
    (("terms_of_service", "tos_acceptance"), _("Zustimmung zu den Bedingungen des Zahlungsdienstes")),
    (("payout_method", "external_account", "bank_account"), _("Bankverbindung der Stadtkasse (IBAN)")),
    (("representative.documents", "verification.document", "primary_verification"), _("Ausweis der vertretungsberechtigten Person")),
    (("proof_of_registration", "company_authorization", "documents"), _("Nachweis, dass es die Behörde gibt und wer sie vertritt")),
    (("attestations", "directors", "owners", "executives"), _("Bestätigung, wer die Behörde leitet")),
    (("representative", "individual", "person_", "persons"), _("Angaben zur vertretungsberechtigten Person")),
    (("id_number", "tax_id", "vat"), _("Steuernummer oder Umsatzsteuer-Identifikationsnummer der Behörde")),
    (("address",), _("Anschrift der Behörde")),
    (("registered_name", "company.name", "doing_business_as", "display_name"), _("Amtlicher Name der Behörde")),
    (("entity_type", "business_type", "structure"), _("Rechtsform der Behörde")),
    (("support", "phone"), _("Telefonnummer für Rückfragen zu Zahlungen")),
    (("contact_email", "email"), _("E-Mail-Adresse für den Zahlungsdienst")),
    (("business_url", "profile.url"), _("Adresse der Internetseite der Behörde")),
    (("product_description", "mcc"), _("Kurze Beschreibung, wofür Geld eingenommen wird")),
    (("statement_descriptor",), _("Text, der auf dem Kontoauszug steht")),
)  # fmt: skip


def wanted(codes: Iterable[str]) -> list[Any]:
    """Each thing once, in the order in which the provider names it; what has no words here comes last, as one line."""
    found = [_words_of(code) for code in codes]
    named = list(dict.fromkeys(text for text in found if text is not FURTHER))
    return [*named, *([FURTHER] if FURTHER in found else [])]


def _words_of(code: str) -> Any:
    return next((text for parts, text in _WANTED if any(part in code for part in parts)), FURTHER)


def methods(names: Iterable[str]) -> list[Any]:
    return [METHODS[name] for name in names if name in METHODS]
