"""Fictional persons for test messages. The names are those of official specimens and of nobody; change a copy."""

from __future__ import annotations

import copy
from typing import Any

AUTHORITY_CODE, CITY = "000000", "musterstadt"
DAY = "2026-11-02T09:00:00+01:00"
ANSWERS: dict[str, Any] = {
    "eligibility": {
        "postal_code": "12345", "adult": True, "secured_residence": True, "receives_benefits": False,
        "guest_needs_visa": True,
    },
    "way": {"mode": "prepare_and_sign"},
    "sponsor": {
        "name": {"family_name": "Mustermann", "given_names": "Erika", "gender": "w"},
        "birth": {
            "birth_date": "1964-08-12", "birth_place": "Berlin", "nationalities": ["000"], "marital_status": "married",
        },
        "address": {
            "street": "Musterstraße", "house_number": "12", "postal_code": "12345", "city": "Musterstadt",
            "main_residence": True,
        },
        "contact": {"email": "erika.mustermann@example.org", "phone": "+493012345678"},
        "document": {
            "id_document_type": "id_card", "id_document_number": "L01X00T47", "id_document_valid_until": "2031-05-01",
            "id_document_issuer": "Stadt Musterstadt",
        },
    },
    "household": {"has_members": False},
    "income": {
        "sources": {
            "kinds": ["employee"], "occupation": "Ingenieurin", "receives_sgb2_sgb12": False,
            "receives_scholarship": False,
        },
        "employment": {
            "employer_name": "Beispiel GmbH", "employed_since": "2015-03-01", "is_limited": False,
            "in_probation": False, "under_notice": False,
        },
        "net": {"net_month_1": "3100.00", "net_month_2": "3100.00", "net_month_3": "3150.50"},
    },
    "obligations": {"pays_maintenance": False, "garnishments": False},
    "other_declarations": {"has_running": False},
    "guest": {
        "name": {"family_name": "Muster", "given_names": "Ana", "gender": "w"},
        "birth": {
            "birth_date": "1961-05-17", "birth_place": "Ankara", "birth_country": "163", "nationalities": ["163"],
        },
        "passport": {"passport_number": "U00000000", "already_in_germany": False},
        "address": {"line_1": "Örnek Sokak 12", "line_3": "06100 Ankara", "country": "163"},
        "contact": {"relationship_to_sponsor": "parent"},
    },
    "companions": {"has_companions": False},
    "stay": {"purpose": "visit", "entry_date": "2027-02-01", "duration_days": 30},
    "accommodation": {"same_as_sponsor": True},
}  # fmt: skip
SPOUSE = {"kind": "spouse", "family_name": "Muster", "given_names": "Jan", "birth_date": "1959-01-31", "gender": "m"}
CHILD = {"kind": "child", "family_name": "Muster", "given_names": "Kim", "birth_date": "2015-05-03", "gender": "m"}
INSTITUTION = {
    "name": "Beispiel & Söhne GmbH", "legal_form": "GmbH", "register_entry": "HRB 1234, Amtsgericht Musterstadt",
    "register_extract_on": "2026-10-01", "role": "Geschäftsführerin", "purpose": "Maschinenbau",
}  # fmt: skip


def answers(**changes: dict[str, Any]) -> dict[str, Any]:
    """A fresh copy; ``changes`` maps sections (``sponsor__name``) to what is different there."""
    return changed(copy.deepcopy(ANSWERS), changes)


def changed(found: dict[str, Any], changes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """These answers themselves, with ``changes`` as in ``answers``."""
    for place, fields in changes.items():
        here = found
        for part in place.split("__"):
            here = here.setdefault(part, {})
        here.update(fields)
    return found


def document(
    reference: str, *, city: str = CITY, authority_code: str = AUTHORITY_CODE, **changes: Any
) -> dict[str, Any]:
    """A whole case file that was filed; ``changes`` as in ``answers``."""
    return {
        "answers": answers(**changes),
        "filing": {
            "reference": reference, "city": city, "authority_code": authority_code, "submitted_at": DAY,
            "configuration": 1, "binding": False,
        },
    }  # fmt: skip
