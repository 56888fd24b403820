"""The people of a rehearsal, obviously made up, and what they answer on each page. Days lie ahead of the day of the run."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pikepdf

from onboarding.rehearsal.pages import Field

EMAIL = "petra.probe@probe.example"
CLERK_EMAIL, CLERK_NAME = "probe.sachbearbeitung@probe.example", "Probe-Sachbearbeitung"
SURNAME = "Probe-Muster"
Given = Mapping[str, Any]

ELIGIBILITY: Given = {
    "adult": True, "secured_residence": True, "receives_benefits": False, "guest_needs_visa": True,
}  # fmt: skip
SECTIONS: Mapping[str, Given] = {
    "ihr-name": {"family_name": SURNAME, "given_names": "Petra", "gender": "w"},
    "ihre-geburt": {
        "birth_date": "1980-12-01", "birth_place": "Kassel", "nationalities": ["000"], "marital_status": "single",
    },
    "ihre-anschrift": {"street": "Musterstraße", "house_number": "12", "main_residence": True},
    "ihre-erreichbarkeit": {"email": EMAIL, "phone": "+49 30 23125000"},
    "ihr-ausweis": {
        "id_document_type": "id_card", "id_document_number": "L01X00T47", "id_document_issuer": "Stadt Musterstadt",
    },
    "haushalt": {"has_members": False},
    "einkuenfte": {
        "kinds": ["employee"], "occupation": "Ingenieurin", "receives_sgb2_sgb12": False, "receives_scholarship": False,
    },
    "arbeit": {
        "employer_name": "Beispiel GmbH", "employed_since": "2015-03-01", "is_limited": False, "in_probation": False,
        "under_notice": False,
    },
    "nettoeinkommen": {f"net_month_{month}": "6500,00" for month in range(1, 7)},
    "verpflichtungen": {"pays_maintenance": False, "garnishments": False},
    "andere-erklaerungen": {"has_running": False},
    "name-des-gastes": {"family_name": "Örnek", "given_names": "Deneme", "gender": "w"},
    "geburt-des-gastes": {
        "birth_date": "1961-05-02", "birth_place": "Ankara", "birth_country": "163", "nationalities": ["163"],
    },
    "pass-des-gastes": {"passport_number": "U00000000", "already_in_germany": False},
    "anschrift-des-gastes": {"line_1": "Örnek Sokak 12", "line_3": "06100 Ankara", "country": "163"},
    "beziehung-zum-gast": {"relationship_to_sponsor": "parent"},
    "begleitung": {"has_companions": False},
    "aufenthalt": {"purpose": "visit", "duration_days": "30"},
    "unterkunft": {"same_as_sponsor": True},
}  # fmt: skip


def answers(slug: str, *, postal_code: str, town: str, today: date) -> Given:
    """What is typed on this page of the form, by the names of its fields; nothing for a page that nobody knew of."""
    found = dict(SECTIONS.get(slug, {}))
    if slug == "ihre-anschrift":
        found |= {"postal_code": postal_code, "city": town}
    if slug == "ihr-ausweis":
        found["id_document_valid_until"] = (today + timedelta(days=900)).isoformat()
    if slug == "aufenthalt":
        found["entry_date"] = (today + timedelta(days=70)).isoformat()
    return found


def typed(given: Given, field: Field, *, eager: bool = False) -> list[str] | None:
    """What a person types into or ticks in this field for the answers of the page; None where they say nothing of it.

    ``eager``: the page was refused, so nothing is left empty.
    """
    if any(field.value) and field.kind != "checkbox":
        return None  # it is known already, from an answer before or from the card
    name, _, part = field.name.rpartition("_")
    if part.isdigit() and name in given:
        return _part(given[name], int(part))
    if field.name not in given:
        return _needed(field, eager)
    value = given[field.name]
    if isinstance(value, bool):
        yes_no = "ja" if value else "nein"
        return [yes_no] if yes_no in field.choices else [field.choices[0]] if value and field.choices else []
    return _offered(field, [str(one) for one in value] if isinstance(value, list) else [str(value)])


def _offered(field: Field, wanted: list[str]) -> list[str]:
    """Of a question with fixed answers what the city offers; where that is none of it, what comes first."""
    return [one for one in wanted if one in field.choices] or list(field.choices[:1]) if field.choices else wanted


def _part(value: Any, place: int) -> list[str] | None:
    """Of a day (in a row: day, month, year) or of a list."""
    if isinstance(value, list):
        return [str(value[place])] if place < len(value) else []
    parts = str(value).split("-")[::-1]
    return [parts[place].lstrip("0")] if place < len(parts) else None


def _needed(field: Field, eager: bool) -> list[str] | None:
    """Questions with fixed answers that these people were not told of: no, if that is one, else what comes first."""
    if any(field.value) or field.kind == "hidden":
        return None
    if field.kind == "radio":
        return ["nein"] if "nein" in field.choices else list(field.choices[:1])
    if eager and field.kind == "select":
        return list(field.choices[:1])
    return ["1"] if eager and field.kind == "text" else None


def a_paper() -> bytes:
    """A page of PDF on which nothing stands."""
    document, buffer = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(595, 842))
    document.save(buffer)
    return buffer.getvalue()
