"""Reading what people decided about a case's fee (``casework.fee_deciding`` writes it)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.fees.quote import Quote
from billing.fees.relief import Ground, Kind, Relief, applied
from casework.models import FeeDecision
from declarations.sealing import CaseCipher

REASON = "casework.fee.reason"


@dataclass(frozen=True)
class ReliefView:
    relief: Relief
    reason: str
    by: int
    at: datetime


def rows_of(case_id: uuid.UUID) -> list[FeeDecision]:
    """All decisions, the one that counts first. One statement."""
    return list(FeeDecision.objects.filter(case_id=case_id).order_by("-id"))


def latest(case_id: uuid.UUID) -> FeeDecision | None:
    """The decision that counts. One statement."""
    return next(iter(rows_of(case_id)), None)


def latest_among(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, FeeDecision]:
    """The same for several cases, those without a decision left out. One statement."""
    rows = FeeDecision.objects.filter(case_id__in=list(case_ids)).order_by("case_id", "-id").distinct("case_id")
    return {row.case_id: row for row in rows}


def views_of(rows: Iterable[FeeDecision], cipher: CaseCipher) -> list[ReliefView]:
    """With the reasons opened."""
    return [
        ReliefView(relief_of(row), cipher.open_json(row.sealed_reason, REASON), row.decided_by, row.decided_at)
        for row in rows
    ]


def relief_of(row: FeeDecision) -> Relief:
    return Relief(Kind(row.kind), Ground(row.ground), row.unit_cents, row.with_postage)


def after(row: FeeDecision, quote: Quote) -> Quote:
    """What is owed by this decision. ``quote`` is the fee by the law of the day of filing; its total was kept with the
    decision, since the case file says afterwards what was decided."""
    return applied(quote.with_total(row.full_cents), relief_of(row))
