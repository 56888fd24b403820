"""A clerk decides about the fee of one case: half for minors, reduced or waived, or again the whole."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from audit.operations import record, staff
from billing.fees.config import FeesConfig
from billing.fees.quote import Quote
from billing.fees.relief import GROUNDS, Ground, Kind, Relief, applied
from billing.payments import operations as payments
from billing.payments import queries as payment_queries
from casework import paying, reliefs
from casework.models import FeeDecision
from casework.submission import receive
from configuration import queries as configuration
from declarations import operations, sealing
from declarations.casefile.document import Answers
from declarations.casefile.sponsor import age_on
from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from kernel.clock import german_day
from kernel.dates import PartialDate, completed_years
from kernel.errors import Refusal

# Before filing nothing is owed yet; afterwards it is over, or by law no fee is owed (another authority is competent).
CLOSED = frozenset({
    State.DRAFT, State.ABANDONED, State.LAPSED, State.FORWARDED, State.ARCHIVED, State.ERASED,
})  # fmt: skip
ADULT = 18


class UnableToDecideFee(Refusal):
    """Codes: not_open (nothing is owed in this state), no_fee (the city takes none), fee_paid (then it is refunded),
    fee_under_way (a bank is at work on a payment), reason_missing, wrong_ground, guests_not_minor, not_less, unchanged."""

    code = "not_open"


def decide(*, case_id: uuid.UUID, relief: Relief, reason: str, by: int, at: datetime) -> FeeDecision:
    """Joins the caller's transaction, locks the case, is in its history. Replaces the decision before it.

    The reason is sealed. Open payment pages over another amount are closed. A case that only waited for its payment and
    owes nothing any more is received at once. Refused with ``UnableToDecideFee``.
    """
    case = operations.locked(case_id)
    full = _refuse_or_full(case, at)
    _check(case, relief, reason, full)
    row = FeeDecision.objects.create(
        case=case, kind=relief.kind.value, ground=relief.ground.value, with_postage=relief.with_postage,
        unit_cents=relief.unit_cents if relief.kind is Kind.REDUCED else 0, full_cents=full.total_cents,
        sealed_reason=sealing.cipher(case.id).seal_json(reason.strip(), reliefs.REASON), decided_by=by, decided_at=at,
    )  # fmt: skip
    owed = applied(full, reliefs.relief_of(row)).total_cents
    details = {"kind": row.kind, "ground": row.ground, "owed_cents": owed}
    record(action="fee.decided", actor=staff(by), at=at, case_id=case.id, **details)
    payments.end_unpaid(declaration_id=case.id, at=at)
    if not owed and case.state == State.SEALED:
        receive(declaration=case, actor=staff(by), paid_cents=0, fee_cents=0, at=at)
    return row


def _refuse_or_full(case: Declaration, at: datetime) -> Quote:
    """What is owed without any decision."""
    if case.state in CLOSED or not case.sealed_case:
        raise UnableToDecideFee()
    standing = payment_queries.standing(case.id)
    if standing is not None and standing.paid:
        raise UnableToDecideFee(code="fee_paid")
    if standing is not None and standing.under_way:
        raise UnableToDecideFee(code="fee_under_way")
    full = paying.full_quote_of(case, at=at)
    if not full.total_cents:
        raise UnableToDecideFee(code="no_fee")
    return full


def _check(case: Declaration, relief: Relief, reason: str, full: Quote) -> None:
    before = reliefs.latest(case.id)
    if relief == (reliefs.relief_of(before) if before else Relief(Kind.FULL)):
        raise UnableToDecideFee(code="unchanged")
    if not reason.strip():
        raise UnableToDecideFee(code="reason_missing")
    if relief.ground not in GROUNDS[relief.kind]:
        raise UnableToDecideFee(code="wrong_ground")
    if relief.kind is Kind.HALF and not may_be_minors(case):
        raise UnableToDecideFee(code="guests_not_minor")
    unit = max(line.unit_cents for line in full.lines if line.code == "recognition")
    if relief.kind is Kind.REDUCED and not 0 < relief.unit_cents < unit:
        raise UnableToDecideFee(code="not_less")


def may_be_minors(case: Declaration) -> bool:
    """Whether no guest is surely of age on the day of filing: a birth date may be known in part only."""
    return all(age_on(birth, day) < ADULT for birth, day in _births(case))


def surely_minors(case: Declaration) -> bool:
    """Whether all guests are surely under age on the day of filing: then the half is proposed (§ 50 (1) AufenthV)."""
    births = _births(case)
    return bool(births) and all(
        completed_years(PartialDate.parse(birth).earliest(), day) < ADULT for birth, day in births
    )


def _births(case: Declaration) -> list[tuple[str, date]]:
    file = case_file(case)
    day = german_day(file.filing.submitted_at if file.filing else case.changed_at)
    answers: Answers = file.answers
    found = [answers.guest.birth.birth_date, *(person.birth_date for person in answers.companions.persons or ())]
    return [(str(birth), day) for birth in found if birth]


def proposal(case: Declaration) -> Relief | None:
    """What the calculation proposes and a person may decide; ``None`` where it has nothing to propose."""
    fees = configuration.of_number(case.configuration or 1).section(FeesConfig)
    if fees.when == "none" or not surely_minors(case) or reliefs.latest(case.id) is not None:
        return None
    return Relief(Kind.HALF, Ground.MINORS)


def has_postage(case_id: uuid.UUID, *, at: datetime) -> bool:
    """Whether postage is part of what is owed, so that a decision about it means something."""
    case = Declaration.objects.filter(id=case_id).first()
    lines = paying.full_quote_of(case, at=at).lines if case and case.sealed_case else ()
    return any(line.code == "postage" for line in lines)
