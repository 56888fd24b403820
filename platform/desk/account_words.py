"""What a payment provider wants to know of a public body, in plain words. Codes are Stripe's, of both versions of its API."""

from __future__ import annotations

import re
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

_REPRESENTATIVE = _("Angaben zur vertretungsberechtigten Person")
_IDENTITY_CARD = _("Ausweis der vertretungsberechtigten Person")
_PROOF = _("Nachweis, dass es die Behörde gibt und wer sie vertritt")
_LEADERS = _("Bestätigung, wer die Behörde leitet")
_NUMBER = _("Steuernummer oder Umsatzsteuer-Identifikationsnummer der Behörde")
_ADDRESS = _("Anschrift der Behörde")
_NAME = _("Amtlicher Name der Behörde")
_PHONE = _("Telefonnummer für Rückfragen zu Zahlungen")
_TERMS = _("Zustimmung zu den Bedingungen des Zahlungsdienstes")
_BANK = _("Bankverbindung der Stadtkasse (IBAN)")
_WEBSITE = _("Adresse der Internetseite der Behörde")
_PURPOSE = _("Kurze Beschreibung, wofür Geld eingenommen wird")
_STATEMENT = _("Text, der auf dem Kontoauszug steht")
_SUPPORT = _("Anschrift und E-Mail-Adresse für Rückfragen zu Zahlungen")
_REVENUE = _("Wie viel Geld im Jahr etwa eingenommen wird")
_WAIT = _("Der Zahlungsdienst prüft die Angaben. Sie müssen jetzt nichts tun.")
_REJECTED = _("Der Zahlungsdienst hat das Konto abgelehnt. Fragen Sie dort nach dem Grund.")
_CALL = _("Der Zahlungsdienst hat das Konto eingeschränkt. Fragen Sie dort nach dem Grund.")
_OVERDUE = _("Die Frist für Angaben ist vorbei.")

# What our own code says, and how Stripe's states of an account are called (both versions of its API).
_STATES: dict[str, Any] = {
    "not_asked_yet": _("Der Zahlungsdienst hat noch nicht geantwortet. Fragen Sie bitte später noch einmal nach."),
    "account_unknown": _("Der Zahlungsdienst kennt dieses Konto nicht."),
    "determining_status": _WAIT,
    "requirements_pending_verification": _WAIT,
    "under_review": _WAIT,
    "requirements_past_due": _OVERDUE,
    "restricted_other": _CALL,
    "listed": _CALL,
    "other": _CALL,
    "platform_paused": _CALL,
    "action_required_requested_capabilities": _CALL,
    **dict.fromkeys(
        (
            "rejected", "rejected_fraud", "rejected_incomplete_verification", "rejected_listed", "rejected_other",
            "rejected_platform_fraud", "rejected_platform_other", "rejected_platform_terms_of_service",
            "rejected_terms_of_service", "unsupported_business", "unsupported_country", "unsupported_entity_type",
        ),
        _REJECTED,
    ),
}  # fmt: skip

# Places in Stripe's account, of both versions. The longest beginning of a code that stands here says what is wanted: "company"
# therefore covers what has no line of its own.
_PLACES: dict[str, Any] = {
    # version 2
    "configuration.merchant.branding": _NAME,
    "configuration.merchant.mcc": _PURPOSE,
    "configuration.merchant.statement_descriptor": _STATEMENT,
    "configuration.merchant.support": _SUPPORT,
    "configuration.merchant.support.phone": _PHONE,
    "configuration.merchant.support.url": _WEBSITE,
    "contact_email": _("E-Mail-Adresse für den Zahlungsdienst"),
    "contact_phone": _PHONE,
    "defaults.payout_methods": _BANK,
    "payout_methods": _BANK,
    "defaults.profile.business_url": _WEBSITE,
    "defaults.profile.doing_business_as": _NAME,
    "defaults.profile.product_description": _PURPOSE,
    "display_name": _NAME,
    "identity.attestations": _LEADERS,
    "identity.attestations.terms_of_service": _TERMS,
    "identity.business_details.additional_addresses": _ADDRESS,
    "identity.business_details.address": _ADDRESS,
    "identity.business_details.annual_revenue": _REVENUE,
    "identity.business_details.documents": _PROOF,
    "identity.business_details.documents.bank_account_ownership_verification": _("Nachweis über das Bankkonto der Stadtkasse"),
    "identity.business_details.estimated_worker_count": _("Wie viele Menschen in der Behörde arbeiten"),
    "identity.business_details.id_numbers": _NUMBER,
    "identity.business_details.monthly_estimated_revenue": _REVENUE,
    "identity.business_details.phone": _PHONE,
    "identity.business_details.registered_name": _NAME,
    "identity.business_details.registration_date": _("Seit wann es die Behörde gibt"),
    "identity.business_details.script_addresses": _ADDRESS,
    "identity.business_details.script_names": _NAME,
    "identity.business_details.structure": _("Rechtsform der Behörde"),
    "identity.country": _ADDRESS,
    "identity.entity_type": _("Rechtsform der Behörde"),
    "identity.individual": _REPRESENTATIVE,
    "identity.individual.documents": _IDENTITY_CARD,
    "identity.individual.documents.company_authorization": _PROOF,
    "identity.persons": _REPRESENTATIVE,
    # version 1, and persons of both
    "address": _ADDRESS,
    "business_profile.annual_revenue": _REVENUE,
    "business_profile.estimated_worker_count": _("Wie viele Menschen in der Behörde arbeiten"),
    "business_profile.mcc": _PURPOSE,
    "business_profile.monthly_estimated_revenue": _REVENUE,
    "business_profile.name": _NAME,
    "business_profile.product_description": _PURPOSE,
    "business_profile.support_address": _SUPPORT,
    "business_profile.support_email": _SUPPORT,
    "business_profile.support_phone": _PHONE,
    "business_profile.support_url": _WEBSITE,
    "business_profile.url": _WEBSITE,
    "business_type": _("Rechtsform der Behörde"),
    "company": _PROOF,
    "company.address": _ADDRESS,
    "company.directors_provided": _LEADERS,
    "company.directorship_declaration": _LEADERS,
    "company.executives_provided": _LEADERS,
    "company.name": _NAME,
    "company.owners_provided": _LEADERS,
    "company.ownership_declaration": _LEADERS,
    "company.ownership_exemption_reason": _LEADERS,
    "company.phone": _PHONE,
    "company.registration_number": _NUMBER,
    "company.representative_declaration": _LEADERS,
    "company.structure": _("Rechtsform der Behörde"),
    "company.tax_id": _NUMBER,
    "company.vat_id": _NUMBER,
    "documents": _PROOF,
    "documents.bank_account_ownership_verification": _("Nachweis über das Bankkonto der Stadtkasse"),
    "email": _("E-Mail-Adresse für den Zahlungsdienst"),
    "external_account": _BANK,
    "bank_account": _BANK,
    "individual": _REPRESENTATIVE,
    "individual.verification": _IDENTITY_CARD,
    **{
        f"{person}{place}": text
        for person in ("person", "representative", "directors", "executives", "owners", "legal_guardian", "authorizer")
        for place, text in (
            ("", _REPRESENTATIVE), (".verification", _IDENTITY_CARD), (".documents", _IDENTITY_CARD),
            (".documents.company_authorization", _PROOF),
        )
    },
    "settings.payments.statement_descriptor": _STATEMENT,
    "settings.card_payments.statement_descriptor_prefix": _STATEMENT,
    "tos_acceptance": _TERMS,
}  # fmt: skip
_PERSON = re.compile(r"^(relationship\.)?person_\w+|^persons\.[^.]+")


def wanted(codes: Iterable[str]) -> list[Any]:
    """Each thing once, in the order in which the provider names it; what has no words here comes last, as one line."""
    found = [words_of(code) for code in codes]
    named = list(dict.fromkeys(text for text in found if text is not FURTHER))
    return [*named, *([FURTHER] if FURTHER in found else [])]


def words_of(code: str) -> Any:
    """A code of the provider in plain words; one that stands in neither table is "weitere Angaben"."""
    state = _STATES.get(code.replace(".", "_"))
    if state is not None:
        return state
    parts = _PERSON.sub("person", code).split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((_PLACES[place] for place in beginnings if place in _PLACES), FURTHER)


def methods(names: Iterable[str]) -> list[Any]:
    return [METHODS[name] for name in names if name in METHODS]
