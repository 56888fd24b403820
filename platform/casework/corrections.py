"""What the papers say instead of what was stated: a clerk corrects the facts that the credit check reckons with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from audit.operations import record, staff
from casework.models import Correction
from creditcheck.facts import Facts
from declarations import operations, sealing
from declarations.models import Declaration
from declarations.sealing import CaseCipher
from declarations.states import State
from kernel.errors import Refusal

FACTS = "casework.correction"
CORRECTABLE = frozenset(
    {State.IN_REVIEW, State.DOCUMENTS_REQUESTED, State.CHECKED, State.SECURITY_REQUESTED, State.HEARING}
)


class UnableToCorrect(Refusal):
    """Codes: not_now (nobody works on the case, or it is decided), reason_missing, unchanged."""

    code = "not_now"


class CorrectedFacts(BaseModel):
    """``None`` leaves what was stated. ``monthly_net``: EUR, newest month first. Days as they stand on the papers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dependants: Annotated[int, Field(ge=0, le=30)] | None = None
    monthly_net: tuple[Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)], ...] | None = None
    evidence_oldest: date | None = None
    tax_assessment_on: date | None = None
    reason: str = ""

    def changed(self) -> list[str]:
        """The names of the facts that this corrects."""
        return [name for name, value in self if name != "reason" and value is not None]

    def applied_to(self, facts: Facts) -> Facts:
        return facts.model_copy(update={name: getattr(self, name) for name in self.changed()})


@dataclass(frozen=True)
class CorrectionView:
    facts: CorrectedFacts
    by: int
    at: datetime


def correct(*, case_id: uuid.UUID, facts: CorrectedFacts, by: int, at: datetime) -> Correction | None:
    """Replaces the correction before it, whole; one that changes nothing takes it back. Joins the caller's transaction.

    A finding that was recorded before stands no more: it rests on other figures.
    """
    case = operations.locked(case_id)
    if case.state not in CORRECTABLE:
        raise UnableToCorrect()
    before = latest(case)
    if before and before.facts == facts:
        return None
    if not facts.changed() and before is None:
        raise UnableToCorrect(code="unchanged")
    if not facts.reason.strip():
        raise UnableToCorrect(code="reason_missing")
    record(action="facts.corrected", actor=staff(by), at=at, case_id=case.id, fields=facts.changed())
    sealed = sealing.cipher(case.id).seal_json(facts.model_dump(mode="json"), FACTS)
    return Correction.objects.create(case=case, sealed_facts=sealed, by=by, at=at)


def latest(case: Declaration, cipher: CaseCipher | None = None) -> CorrectionView | None:
    """The correction that counts, or None."""
    row = Correction.objects.filter(case=case).order_by("-at", "-id").first()
    if row is None:
        return None
    opened = (cipher or sealing.cipher(case.id)).open_json(row.sealed_facts, FACTS)
    return CorrectionView(CorrectedFacts.model_validate(opened), row.by, row.at)


def last_at(case: Declaration) -> datetime | None:
    """When the facts were corrected last: older findings do not stand."""
    return Correction.objects.filter(case=case).order_by("-at").values_list("at", flat=True).first()
