"""What is known about a case when its creditworthiness is checked. Monthly amounts are ``Decimal`` euros.

Nothing is judged here: negative and missing numbers are let in, so that the worksheet can say what is wrong with them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_serializer

Money = Annotated[Decimal, Field(max_digits=12, decimal_places=2)]


class StayKind(StrEnum):
    SHORT = "short"
    LONG = "long"


class EvidenceKind(StrEnum):
    """Kinds of papers, as far as the check tells them apart."""

    PAY_SLIPS = "pay_slips"
    PENSION_NOTICE = "pension_notice"
    BENEFIT_NOTICE = "benefit_notice"
    TAX_ASSESSMENT = "tax_assessment"
    TAX_CERTIFICATE = "tax_certificate"
    OTHER_INCOME_PROOF = "other_income_proof"
    BANK_STATEMENTS = "bank_statements"
    SAVINGS_BOOK = "savings_book"
    BLOCKED_SAVINGS = "blocked_savings"
    BLOCKED_ACCOUNT = "blocked_account"
    BANK_GUARANTEE = "bank_guarantee"
    CASH_DEPOSIT = "cash_deposit"


SECURITIES = frozenset(
    {
        EvidenceKind.BLOCKED_SAVINGS,
        EvidenceKind.BLOCKED_ACCOUNT,
        EvidenceKind.BANK_GUARANTEE,
        EvidenceKind.CASH_DEPOSIT,
    }
)
UNSUITABLE_ALONE = frozenset({EvidenceKind.BANK_STATEMENTS, EvidenceKind.SAVINGS_BOOK})
INCOME_PROOFS = frozenset(EvidenceKind) - SECURITIES - UNSUITABLE_ALONE


class Facts(BaseModel):
    """One case, as stated and evidenced so far.

    ``stay_days``: days in Germany, not the length of the visa. ``monthly_net``: newest month first. Guests and persons
    of other running declarations are minors by their age on the day of entry. ``dependants``: persons whom the sponsor
    really maintains by law, not the size of the household. ``evidence_oldest``: the oldest income paper apart from a
    tax assessment, whose own date is ``tax_assessment_on``. Dates of titles, contracts and stays are last days;
    ``None`` there means unlimited, except ``stay_until``, where it means not known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stay_kind: StayKind
    stay_days: int | None = None
    stay_until: date | None = None
    adults: int | None = None
    minors: int | None = None
    running_adults: int = 0
    running_minors: int = 0
    running_long_stays: int = 0
    dependants: int | None = None

    monthly_net: tuple[Money | None, ...] = ()
    self_employed_month: Money | None = None
    pension_month: Money | None = None
    rental_month: Money | None = None
    capital_month: Money | None = None
    other_month: Money | None = None
    private_health_insurance_month: Money | None = None

    one_off_payments: Money | None = None
    child_benefit_month: Money | None = None
    receives_sgb2_sgb12: bool = False
    receives_scholarship: bool = False

    in_probation: bool = False
    contract_limited_until: date | None = None
    residence_title_valid_until: date | None = None

    evidence: frozenset[EvidenceKind] = frozenset()
    evidence_oldest: date | None = None
    tax_assessment_on: date | None = None
    earlier_positive_check: bool = False

    @field_serializer("evidence")
    def _in_order(self, kinds: frozenset[EvidenceKind]) -> list[EvidenceKind]:
        """Stored always in the same order, so that equal facts are equal texts."""
        return sorted(kinds)
