"""The credit check: worksheets per second, one after the other, and rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from tests.bench.figures import Figure, per_second, plain, timed


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from creditcheck.facts import EvidenceKind, Facts, StayKind
    from creditcheck.worksheet import build_worksheet

    facts = [
        Facts.model_validate({
            "stay_kind": StayKind.SHORT, "stay_days": 30, "stay_until": date(2027, 2, 20), "adults": 1, "minors": number % 3,
            "dependants": number % 6, "monthly_net": (Decimal(1700 + 40 * number),) * 3,
            "evidence": {EvidenceKind.PAY_SLIPS}, "evidence_oldest": date(2026, 8, 31),
        })
        for number in range(60)
    ]  # fmt: skip

    def work() -> None:
        for item in facts:
            build_worksheet(item, checked_on=date(2026, 11, 20))

    yield plain("worksheet: whole worksheets", per_second(timed(work), each=len(facts)), "per second")
