"""What speaks for or against a sponsor apart from the figures: benefits, residence, job, papers.

Sources: BMI leaflet on the Verpflichtungserklärung (3a, 3b), circular of Schleswig-Holstein of 6 February 2024.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from creditcheck.config import CreditRules, ProbationRule
from creditcheck.facts import INCOME_PROOFS, SECURITIES, EvidenceKind, Facts
from creditcheck.parts import Effect, Reason, plain

TAX_ASSESSMENT_MAX_AGE_DAYS = 365


def about_sponsor(facts: Facts, *, checked_on: date, rules: CreditRules) -> Iterator[Reason]:
    """Benefits, residence title and job."""
    if facts.receives_sgb2_sgb12:
        yield Reason(code="receives_sgb2_sgb12", effect=Effect.EXCLUDES)
    if facts.receives_scholarship:
        yield Reason(code="scholarship_not_counted", effect=Effect.NOTES)
    if facts.stay_until is not None and facts.stay_until < checked_on:
        yield Reason(code="stay_over", effect=Effect.BLOCKS, params=plain(stay_on=facts.stay_until))
    yield from _about_title(facts, checked_on)
    if facts.in_probation:
        refuses = rules.probation is ProbationRule.REFUSE
        yield Reason(code="in_probation", effect=Effect.REFUSES if refuses else Effect.WARNS)
    yield from _about_contract(facts, checked_on)


def _about_title(facts: Facts, checked_on: date) -> Iterator[Reason]:
    ends = facts.residence_title_valid_until
    if ends is None:
        return
    if ends < checked_on:
        yield Reason(code="title_expired", effect=Effect.REFUSES, params=plain(ends_on=ends))
    elif facts.stay_until is None:
        yield Reason(code="stay_end_missing", effect=Effect.BLOCKS, params=plain(ends_on=ends))
    elif ends < facts.stay_until:
        params = plain(ends_on=ends, stay_on=facts.stay_until)
        yield Reason(code="title_ends_before_stay", effect=Effect.REFUSES, params=params)


def _about_contract(facts: Facts, checked_on: date) -> Iterator[Reason]:
    ends = facts.contract_limited_until
    if ends is None:
        return
    if ends < checked_on:
        yield Reason(code="contract_ended", effect=Effect.REFUSES, params=plain(ends_on=ends))
    elif facts.stay_until is None or ends < facts.stay_until:
        yield Reason(code="contract_limited", effect=Effect.WARNS, params=plain(ends_on=ends))


def about_evidence(facts: Facts, *, checked_on: date, rules: CreditRules) -> Iterator[Reason]:
    """Whether the papers can carry the figures: suitable, recent, not alterable."""
    if facts.evidence & SECURITIES:
        yield Reason(code="security_offered", effect=Effect.NOTES)
    proofs = facts.evidence & INCOME_PROOFS
    if not proofs:
        shown = facts.evidence - SECURITIES
        yield Reason(code="evidence_unsuitable" if shown else "evidence_missing", effect=Effect.UNPROVEN)
    yield from _about_age(facts, checked_on, rules)
    yield from _about_taxes(facts, checked_on)


def _about_age(facts: Facts, checked_on: date, rules: CreditRules) -> Iterator[Reason]:
    if not (facts.evidence & INCOME_PROOFS) - {EvidenceKind.TAX_ASSESSMENT}:
        return
    if facts.evidence_oldest is None:
        yield Reason(code="evidence_date_missing", effect=Effect.BLOCKS)
    elif facts.evidence_oldest > checked_on:
        yield _future(facts.evidence_oldest)
    elif (checked_on - facts.evidence_oldest).days > rules.evidence_max_age_days:
        params = plain(
            oldest_on=facts.evidence_oldest, not_before_on=checked_on - timedelta(days=rules.evidence_max_age_days)
        )
        yield Reason(code="evidence_too_old", effect=Effect.UNPROVEN, params=params)


def _about_taxes(facts: Facts, checked_on: date) -> Iterator[Reason]:
    """Self-employed: a tax assessment of more than a year needs a current certificate beside it."""
    certified = EvidenceKind.TAX_CERTIFICATE in facts.evidence
    if EvidenceKind.TAX_ASSESSMENT in facts.evidence:
        if facts.tax_assessment_on is None:
            yield Reason(code="tax_assessment_date_missing", effect=Effect.BLOCKS)
        elif facts.tax_assessment_on > checked_on:
            yield _future(facts.tax_assessment_on)
        elif not certified and (checked_on - facts.tax_assessment_on).days > TAX_ASSESSMENT_MAX_AGE_DAYS:
            params = plain(assessed_on=facts.tax_assessment_on)
            yield Reason(code="tax_assessment_too_old", effect=Effect.UNPROVEN, params=params)
    elif facts.self_employed_month and not certified:
        yield Reason(code="self_employed_unproven", effect=Effect.UNPROVEN)


def _future(day: date) -> Reason:
    return Reason(code="evidence_in_future", effect=Effect.BLOCKS, params=plain(dated_on=day))
