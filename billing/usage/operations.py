"""Keeping what the operator tells. Joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from billing.usage.models import Terms


@dataclass(frozen=True)
class Told:
    """One contract of this city. Prices in cents, net."""

    contract: str
    plan: str
    size: str
    setup_cents: int
    yearly_cents: int
    case_cents: int
    counted: str
    starts_on: date
    ends_on: date | None


def keep_terms(told: Iterable[Told], *, at: datetime) -> int:
    """Writes what is new or changed; answers how many rows. What is not told any more goes."""
    there = {row.contract: row for row in Terms.objects.all()}
    written = 0
    wanted = list(told)
    for one in wanted:
        row, values = there.get(one.contract), asdict(one)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            Terms.objects.update_or_create(contract=one.contract, defaults={**values, "told_at": at})
            written += 1
    Terms.objects.exclude(contract__in=[one.contract for one in wanted]).delete()
    return written
