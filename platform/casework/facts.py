"""From a sponsor's answers to what the credit check reckons with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from creditcheck.facts import EvidenceKind, Facts, StayKind
from declarations.casefile.choices import SecurityKind
from declarations.casefile.path import fetch
from declarations.casefile.sponsor import age_on
from declarations.casefile.stay import SHORT_STAY_DAYS

_PAPERS = {
    "pay_slips": EvidenceKind.PAY_SLIPS,
    "pension_notice": EvidenceKind.PENSION_NOTICE,
    "benefit_notice": EvidenceKind.BENEFIT_NOTICE,
    "tax_assessment": EvidenceKind.TAX_ASSESSMENT,
    "tax_certificate": EvidenceKind.TAX_CERTIFICATE,
    "employer_certificate": EvidenceKind.OTHER_INCOME_PROOF,
    "profit_statement": EvidenceKind.OTHER_INCOME_PROOF,
    "rental_contract": EvidenceKind.OTHER_INCOME_PROOF,
    "capital_proof": EvidenceKind.OTHER_INCOME_PROOF,
    "other_income_proof": EvidenceKind.OTHER_INCOME_PROOF,
}
_SECURITIES = {
    SecurityKind.BLOCKED_SAVINGS: EvidenceKind.BLOCKED_SAVINGS,
    SecurityKind.BLOCKED_ACCOUNT: EvidenceKind.BLOCKED_ACCOUNT,
    SecurityKind.BANK_GUARANTEE: EvidenceKind.BANK_GUARANTEE,
    SecurityKind.DEPOSIT: EvidenceKind.CASH_DEPOSIT,
}


def _amount(section: Mapping[str, Any], name: str) -> Decimal | None:
    value = section.get(name)
    return None if value in (None, "") else Decimal(str(value))


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def facts_of(answers: Mapping[str, Any], *, today: date, papers: list[str], earlier_check: bool = False) -> Facts:
    """``papers`` are the kinds of documents at hand. Reads what is there; what is missing stays unknown."""
    net, other, business = (fetch(answers, key) for key in ("income.net", "income.other", "income.business"))
    employment, sources = fetch(answers, "income.employment"), fetch(answers, "income.sources")
    return Facts(
        **_stay(answers, today),
        **_running(answers),
        dependants=_dependants(answers),
        monthly_net=_months(net),
        self_employed_month=_amount(business, "self_employed_profit_month"),
        pension_month=_amount(other, "pension_month"),
        rental_month=_amount(other, "rental_income_month"),
        capital_month=_amount(other, "capital_income_month"),
        other_month=_amount(other, "other_income_month"),
        private_health_insurance_month=_amount(other, "private_health_insurance"),
        one_off_payments=_amount(net, "one_off_payments"),
        child_benefit_month=_amount(other, "child_benefit_month"),
        receives_sgb2_sgb12=bool(sources.get("receives_sgb2_sgb12")),
        receives_scholarship=bool(sources.get("receives_scholarship")),
        in_probation=bool(employment.get("in_probation")),
        contract_limited_until=_day(employment.get("contract_limited_until")),
        residence_title_valid_until=_day(fetch(answers, "sponsor.title").get("residence_title_valid_until")),
        evidence=_evidence(answers, papers),
        evidence_oldest=_oldest_month(net, today),
        earlier_positive_check=earlier_check,
    )


def _months(net: Mapping[str, Any]) -> tuple[Decimal | None, ...]:
    amounts = [_amount(net, f"net_month_{month}") for month in range(1, 7)]
    while amounts and amounts[-1] is None:
        amounts.pop()
    return tuple(amounts)


def _oldest_month(net: Mapping[str, Any], today: date) -> date | None:
    """The oldest payslip is of the oldest month that was stated; a clerk corrects it from the paper itself."""
    count = len(_months(net))
    return today - timedelta(days=31 * count) if count else None


def _stay(answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    stay, guest = fetch(answers, "stay"), fetch(answers, "guest.birth")
    entry = _day(stay.get("entry_date")) or today
    days = stay.get("duration_days")
    adults, minors = (1, 0)
    if guest.get("birth_date") and age_on(guest["birth_date"], entry) < 18:
        adults, minors = 0, 1
    for person in fetch(answers, "companions").get("persons") or []:
        child = bool(person.get("birth_date")) and age_on(person["birth_date"], entry) < 18
        adults, minors = (adults, minors + 1) if child else (adults + 1, minors)
    return {
        "stay_kind": StayKind.LONG if days and int(days) > SHORT_STAY_DAYS else StayKind.SHORT,
        "stay_days": int(days) if days else None,
        "stay_until": entry + timedelta(days=int(days)) if days and stay.get("entry_date") else None,
        "adults": adults,
        "minors": minors,
    }


def _running(answers: Mapping[str, Any]) -> dict[str, int]:
    """Only declarations whose time meets this stay add to the need."""
    stay = fetch(answers, "stay")
    entry, days = _day(stay.get("entry_date")), int(stay.get("duration_days") or 0)
    adults = minors = longs = 0
    for item in fetch(answers, "other_declarations").get("running") or []:
        since, until = _day(item.get("since")), _day(item.get("until"))
        if entry and since and until and (until < entry or since > entry + timedelta(days=days)):
            continue
        adults, minors = adults + int(item.get("adults") or 0), minors + int(item.get("minors") or 0)
        longs += bool(since and until and (until - since).days > SHORT_STAY_DAYS)
    return {"running_adults": adults, "running_minors": minors, "running_long_stays": longs}


def _dependants(answers: Mapping[str, Any]) -> int | None:
    household = fetch(answers, "household")
    if "has_members" not in household:
        return None
    return sum(member.get("maintained") is True for member in household.get("members") or [])


def _evidence(answers: Mapping[str, Any], papers: list[str]) -> frozenset[EvidenceKind]:
    kinds = {_PAPERS[paper] for paper in papers if paper in _PAPERS}
    security = fetch(answers, "security").get("kind")
    if "security_proof" in papers and security in _SECURITIES:
        kinds.add(_SECURITIES[SecurityKind(security)])
    return frozenset(kinds)
