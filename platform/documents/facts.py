"""What of the answers decides which papers are needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from declarations import countries
from declarations.casefile.choices import CompanionKind, IdDocument, Mode, SecurityKind
from declarations.casefile.path import fetch
from declarations.casefile.stay import SHORT_STAY_DAYS


@dataclass(frozen=True)
class Facts:
    """``tax_year``: the year that the last tax assessment is about. ``this_year``: of the day of the question."""

    income: frozenset[str] = frozenset()
    free_to_move: bool = True
    binding: bool = False
    only_passport: bool = False
    address_lock: bool = False
    this_year: int = 0
    tax_year: int | None = None
    own_health_insurance: bool = False
    obligations: bool = False
    security: bool = False
    comes_with_spouse: bool = False
    at_institution: bool = False
    long_stay: bool = False
    urgent: bool = False


def facts_of(answers: Mapping[str, Any], *, today: date) -> Facts:
    """Reads a draft's answers or a frozen case's. What is not answered yet asks for no paper."""
    birth, title = fetch(answers, "sponsor.birth"), fetch(answers, "sponsor.document")
    other, stay = fetch(answers, "income.other"), fetch(answers, "stay")
    duties = fetch(answers, "obligations")
    nationalities = birth.get("nationalities") or []
    people = fetch(answers, "companions").get("persons") or []
    return Facts(
        income=frozenset(fetch(answers, "income.sources").get("kinds") or []),
        free_to_move=not nationalities or countries.is_free_to_move(nationalities),
        binding=fetch(answers, "way").get("mode") == Mode.BINDING,
        only_passport=title.get("id_document_type") not in (None, "", IdDocument.ID_CARD),
        address_lock=fetch(answers, "sponsor.address").get("address_lock") is True,
        this_year=today.year,
        tax_year=fetch(answers, "income.business").get("tax_assessment_year"),
        own_health_insurance=_amount(other.get("private_health_insurance")),
        obligations=any(_amount(duties.get(name)) for name in ("maintenance", "loans_month", "insurances")),
        security=fetch(answers, "security").get("kind") not in (None, "", SecurityKind.NONE),
        comes_with_spouse=any(person.get("kind") == CompanionKind.SPOUSE for person in people),
        at_institution=bool(stay.get("institution")),
        long_stay=int(stay.get("duration_days") or 0) > SHORT_STAY_DAYS,
        urgent=bool(fetch(answers, "sponsor.remark").get("urgency_reason")),
    )


def _amount(value: Any) -> bool:
    """Whether an amount („350.00“, Decimal) is more than nothing."""
    return bool(value) and float(value) > 0
