"""Each paper beside the figures that it proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from declarations.casefile import path
from declarations.casefile.readable import value_text
from documents.kinds import FROM_AUTHORITY, KINDS, label_of
from documents.matrix import Requirement
from documents.models import Document
from documents.queries import by_kind

_MONTHS = tuple(f"net_month_{month}" for month in range(1, 7))
_JOB = (("income.employment", ("employer_name", "employed_since", "is_limited", "contract_limited_until")),)
_BUSINESS = (("income.business", ("self_employed_profit_month", "tax_assessment_year")),)
# What stands on which paper: section and fields.
PROVES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "pay_slips": (("income.net", (*_MONTHS, "one_off_payments")), ("income.employment", ("employer_name",))),
    "employment_contract": _JOB,
    "employer_certificate": _JOB,
    "tax_assessment": (*_BUSINESS, ("income.other", ("rental_income_month", "capital_income_month"))),
    "tax_certificate": _BUSINESS,
    "profit_statement": _BUSINESS,
    "insurance_proof": (("income.other", ("private_health_insurance",)),),
    "pension_notice": (("income.other", ("pension_month",)),),
    "benefit_notice": (("income.net", _MONTHS),),
    "rental_contract": (("income.other", ("rental_income_month",)),),
    "capital_proof": (("income.other", ("capital_income_month",)),),
    "other_income_proof": (("income.other", ("other_income_month",)),),
    "id_copy": (
        ("sponsor.name", ("family_name", "given_names")),
        ("sponsor.birth", ("birth_date",)),
        ("sponsor.document", ("id_document_type", "id_document_number", "id_document_valid_until")),
    ),
    "residence_title": (("sponsor.title", ("residence_title_type", "residence_title_valid_until")),),
    "registration_certificate": (("sponsor.address", ("street", "house_number", "postal_code", "city")),),
    "passport_guest": (
        ("guest.name", ("family_name", "given_names")),
        ("guest.birth", ("birth_date", "nationalities")),
        ("guest.passport", ("passport_number", "passport_valid_until")),
    ),
    "health_insurance_guest": (("stay", ("health_insurance_known",)),),
    "admission": (("stay", ("purpose", "institution")),),
    "housing_proof": (("housing", ("tenure", "living_area_sqm", "rooms", "cold_rent", "mortgage_payment")),),
    "obligations_proof": (("obligations", ("maintenance", "loans_month", "insurances")),),
    "security_proof": (("security", ("kind", "amount", "bank_iban")),),
    "urgency_proof": (("sponsor.remark", ("urgency_reason",)),),
}


@dataclass(frozen=True)
class Figure:
    label: Any
    text: str


@dataclass(frozen=True)
class Exhibit:
    """``required``: without it the case is not complete. ``figures`` are the answers that the paper has to carry."""

    kind: str
    label: Any
    required: bool
    documents: list[Document]
    figures: list[Figure]

    @property
    def missing(self) -> bool:
        return self.required and not self.documents


def exhibits_of(
    answers: Mapping[str, Any], asked: Iterable[Requirement], documents: Iterable[Document]
) -> list[Exhibit]:
    """What was asked for, in its order, then what came besides. Papers that the platform made are not evidence."""
    there = by_kind(documents)
    found = [
        Exhibit(item.kind, item.label, item.required, there.pop(item.kind, []), _figures(answers, item.kind))
        for item in asked
    ]
    besides = [kind for kind in there if kind in KINDS and not KINDS[kind].system]
    return found + [Exhibit(kind, label_of(kind), False, there[kind], _figures(answers, kind)) for kind in besides]


def made_by_us(documents: Iterable[Document]) -> list[Document]:
    """Summary, receipt, letters: what the platform made of the case. What came from the authority stands with its message."""
    ours = [item for item in documents if item.kind in KINDS and KINDS[item.kind].system]
    return [item for item in ours if item.kind != FROM_AUTHORITY]


def _figures(answers: Mapping[str, Any], kind: str) -> list[Figure]:
    found = []
    for key, names in PROVES.get(kind, ()):
        values, section = path.fetch(answers, key), path.BY_KEY[key]
        for name in names:
            if values.get(name) not in (None, "", []):
                found.append(Figure(section.asks()[name].label, value_text(section, name, values[name])))
    return found
