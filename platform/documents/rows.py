"""The document matrix: which paper in which case. A city may change every row that is not ``fixed``.

Sources: federal guidance on § 68 AufenthG (income papers, residence title, security), usage of the cities for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from declarations.casefile.choices import OWN_BUSINESS, WORK, IncomeKind
from documents.facts import Facts


@dataclass(frozen=True)
class Row:
    """``level`` is the default: off, ask (optional) or require. ``hint`` replaces the kind's own."""

    case: str
    kind: str
    applies: Callable[[Facts], bool]
    level: Literal["off", "ask", "require"]
    fixed: bool = False
    hint: Any = ""


def _lives_on(*kinds: IncomeKind) -> Callable[[Facts], bool]:
    wanted = frozenset(kind.value for kind in kinds)
    return lambda facts: bool(facts.income & wanted)


def _always(_facts: Facts) -> bool:
    return True


def _old_assessment(facts: Facts) -> bool:
    return _lives_on(*OWN_BUSINESS)(facts) and facts.tax_year is not None and facts.tax_year < facts.this_year - 1


_WORKS, _OWN = _lives_on(*WORK), _lives_on(*OWN_BUSINESS)
_RENTS_OUT, _INVESTS = _lives_on(IncomeKind.RENTAL), _lives_on(IncomeKind.CAPITAL)
_LOCKED = _("Für Sie besteht eine Auskunftssperre oder Sie haben nur einen Pass: Daran sehen wir, wo Sie wohnen.")
_NEWER = _("Ihr Steuerbescheid ist älter als ein Jahr. Deshalb brauchen wir eine neue Bescheinigung dazu.")

ROWS: tuple[Row, ...] = (
    Row("host", "id_copy", lambda facts: not facts.binding, "require"),
    Row("host", "residence_title", lambda facts: not facts.free_to_move, "require", fixed=True),
    Row(
        "host",
        "registration_certificate",
        lambda facts: facts.only_passport or facts.address_lock,
        "require",
        hint=_LOCKED,
    ),
    Row("employee", "pay_slips", _WORKS, "require", fixed=True),
    Row("employee", "employment_contract", _WORKS, "off"),
    Row("employee", "employer_certificate", _WORKS, "off"),
    Row("self_employed", "tax_assessment", _OWN, "require", fixed=True),
    Row("self_employed", "tax_certificate", _OWN, "ask"),
    Row("self_employed_old_assessment", "tax_certificate", _old_assessment, "require", hint=_NEWER),
    Row("self_employed", "profit_statement", _OWN, "off"),
    Row("self_employed", "business_registration", _OWN, "off"),
    Row("self_employed", "insurance_proof", lambda facts: _OWN(facts) and facts.own_health_insurance, "off"),
    Row("pensioner", "pension_notice", _lives_on(IncomeKind.PENSION), "require", fixed=True),
    Row(
        "benefit",
        "benefit_notice",
        _lives_on(IncomeKind.UNEMPLOYMENT, IncomeKind.SICKNESS),
        "require",
        fixed=True,
    ),
    Row("rental", "rental_contract", _RENTS_OUT, "require"),
    Row("rental", "tax_assessment", _RENTS_OUT, "require"),
    Row("capital", "capital_proof", _INVESTS, "require"),
    Row("capital", "tax_assessment", _INVESTS, "require"),
    Row("other_income", "other_income_proof", _lives_on(IncomeKind.OTHER), "require"),
    Row("security", "security_proof", lambda facts: facts.security, "require", fixed=True),
    Row("housing", "housing_proof", _always, "off"),
    Row("long_stay", "housing_proof", lambda facts: facts.long_stay, "require"),
    Row("long_stay", "obligations_proof", lambda facts: facts.long_stay and facts.obligations, "require"),
    Row("obligations", "obligations_proof", lambda facts: facts.obligations, "off"),
    Row("guest", "passport_guest", _always, "ask"),
    Row("guest", "health_insurance_guest", _always, "off"),
    Row("guest_couple", "marriage_certificate", lambda facts: facts.comes_with_spouse, "off"),
    Row("institution", "admission", lambda facts: facts.at_institution, "off"),
    Row("urgent", "urgency_proof", lambda facts: facts.urgent, "ask"),
)
BY_PLACE: dict[tuple[str, str], Row] = {(row.case, row.kind): row for row in ROWS}
